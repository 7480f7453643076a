//! The score of every region on one day, put together from its parts.

use crate::attention::{self, Attention, Setting};
use crate::calendar::{Calendar, Slot};
use crate::chronicle::{Index, Place};
use crate::coverage::Expected;
use crate::evidence::Evidence;
use crate::exposure::{Loudness, Series, Side};
use crate::history::{self, RegionHistory, Story};
use crate::measured::Measured;
use crate::past::Past;
use crate::surprise;
use crate::{FORMULA, ScoreConfig, convergence, corroboration, coverage, intensity};
use chrono::NaiveDate;
use domain::document::DocumentId;
use domain::evidence::Coverage;
use domain::score::{CategoryScore, RegionScore};
use domain::taxonomy::Category;
use domain::{Country, Label, Polarity, RegionId, Taxonomy};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Scores every region that has any report, or that a source is expected to cover. Highest net attention first.
///
/// Never fails: what cannot be used is not used. The order of the evidence changes nothing. For several days of the same evidence, a
/// [`Chronicle`] sorts it once.
pub fn score_regions(
    evidence: &Evidence<'_>,
    taxonomy: &Taxonomy,
    as_of: NaiveDate,
    config: &ScoreConfig,
) -> Vec<RegionScore> {
    Chronicle::new(evidence, taxonomy, config).score(as_of)
}

/// Evidence, sorted once: a day costs no more than its own window.
pub struct Chronicle<'a> {
    evidence: Evidence<'a>,
    taxonomy: &'a Taxonomy,
    config: &'a ScoreConfig,
    index: Index<'a>,
    borders: HashMap<Country, &'a [Country]>,
}

impl<'a> Chronicle<'a> {
    /// Sorts the evidence.
    pub fn new(evidence: &Evidence<'a>, taxonomy: &'a Taxonomy, config: &'a ScoreConfig) -> Self {
        let index = Index::of(evidence, taxonomy, config);
        let borders = evidence.neighbours.0.iter().map(|(country, others)| (*country, others.as_slice())).collect();
        Self { evidence: *evidence, taxonomy, config, index, borders }
    }

    /// Scores every region that has any report, or that a source is expected to cover. Highest net attention first.
    pub fn score(&self, as_of: NaiveDate) -> Vec<RegionScore> {
        self.score_with(as_of, self.evidence.structural, &[])
    }

    /// Scores a day with its own structural risk, and these regions even without any report.
    pub(crate) fn score_with(
        &self,
        as_of: NaiveDate,
        structural: &HashMap<RegionId, f64>,
        always: &[RegionId],
    ) -> Vec<RegionScore> {
        let calendar = Calendar::new(as_of, self.config);
        let exposure = self.index.exposure(calendar.first_scored(), as_of);
        let loudness = Loudness::measure(exposure, self.evidence.groups, &calendar, self.config);
        let past = Past::of(&self.index, self.evidence.groups, structural, &self.borders, as_of, self.config);
        let expected = Expected::of(self.evidence.health);
        let run = Run { chronicle: self, structural, as_of, calendar, loudness, past, expected };

        let mut known: Vec<Known<'_>> = self.index.places.par_iter().filter_map(|place| run.known(place)).collect();
        run.control_discoveries(&mut known);
        let mut regions: BTreeMap<&RegionId, Option<Known<'_>>> =
            always.iter().chain(run.expected.regions()).map(|region| (region, None)).collect();
        regions.extend(known.into_iter().map(|known| (known.region, Some(known))));
        let regions: Vec<_> = regions.into_iter().collect();
        let mut scores: Vec<RegionScore> =
            regions.into_par_iter().map(|(region, known)| run.score(region, known)).collect();
        scores.sort_by(|a, b| b.attention_net.total_cmp(&a.attention_net).then_with(|| a.region.cmp(&b.region)));
        scores
    }
}

/// A region with reports, measured.
struct Known<'a> {
    region: &'a RegionId,
    history: RegionHistory<'a>,
    measured: Vec<Measured<'a>>,
    /// Documents of the window on its country that report something else.
    others: f64,
}

struct Run<'a> {
    chronicle: &'a Chronicle<'a>,
    structural: &'a HashMap<RegionId, f64>,
    as_of: NaiveDate,
    calendar: Calendar,
    loudness: Loudness,
    past: Past,
    expected: Expected<'a>,
}

impl<'a> Run<'a> {
    /// Measures a region; none when it has no report that counts on the day.
    fn known(&self, place: &'a Place<'a>) -> Option<Known<'a>> {
        let config = self.chronicle.config;
        let history = history::of_place(place, &self.chronicle.index, &self.calendar, config);
        if history.categories.is_empty() {
            return None;
        }
        let own = self.own_reports(&history);
        let country = place.region.country;
        let ratios = Side::EACH.map(|side| self.loudness.ratio(country, side, &own[side.index()], config));
        let others = self.loudness.others(country, &own[Side::All.index()]);
        let categories = &self.chronicle.taxonomy.categories;
        let measure =
            |(position, stories): (&usize, &Vec<Story<'_>>)| self.measure(&categories[*position], stories, &ratios);
        let measured = history.categories.iter().map(measure).collect();
        Some(Known { region: place.region, history, measured, others })
    }

    /// The region's own risk reports by side, each family and side once, as documents are counted in exposure.
    fn own_reports(&self, history: &RegionHistory<'_>) -> [Series; 3] {
        let risks = history.categories.iter().filter(|(position, _)| self.is_risk(**position));
        let mut families: Vec<&Story<'_>> = risks.flat_map(|(_, stories)| stories).collect();
        families.sort_by_key(|story| story.number);
        let mut own = Side::EACH.map(|_| self.empty_series());
        for story in families.chunk_by(|a, b| a.number == b.number).filter_map(<[_]>::last) {
            for side in [Side::Field, Side::Media].into_iter().filter(|side| story.is_on(*side)) {
                own[side.index()].add(story.slot, 1.0);
                own[Side::All.index()].add(story.slot, 1.0);
            }
        }
        own
    }

    fn is_risk(&self, position: usize) -> bool {
        self.chronicle.taxonomy.categories[position].polarity == Polarity::Risk
    }

    fn empty_series(&self) -> Series {
        Series::empty(self.chronicle.config.baseline_weeks as usize)
    }

    fn measure(&self, category: &'a Category, stories: &[Story<'_>], ratios: &[f64; 3]) -> Measured<'a> {
        let config = self.chronicle.config;
        let mut series = Side::EACH.map(|_| self.empty_series());
        let mut side_counts = [0; 3];
        for story in stories {
            for side in Side::EACH.into_iter().filter(|side| story.is_on(*side)) {
                series[side.index()].add(story.slot, story.weight);
                side_counts[side.index()] += u32::from(story.slot == Slot::Window);
            }
        }
        let against = |side: Side| {
            let (series, ratio) = (&series[side.index()], ratios[side.index()]);
            surprise::measure(series, self.loudness.usable(side), ratio, config)
        };
        let side_surprise = |side: Side| {
            let enough = series[side.index()].window >= f64::from(config.side_clusters_min);
            if enough { surprise::degree(against(side).p, config) } else { 0.0 }
        };
        let borne_out = corroboration::by_day(stories, config);
        let weights: Vec<f64> =
            stories.iter().map(|story| intensity::of_story(story, category, &borne_out, &self.calendar)).collect();
        let corroboration = stories
            .iter()
            .filter(|story| story.slot == Slot::Window)
            .map(|story| borne_out.get(&story.day).copied().unwrap_or(0.0))
            .fold(0.0, f64::max);
        let severe = category.severity >= config.guard_severity && corroboration >= config.guard_corroboration;
        let [all, _, _] = &series;
        Measured {
            category,
            all: against(Side::All),
            field_surprise: side_surprise(Side::Field),
            media_surprise: side_surprise(Side::Media),
            side_counts,
            guarded: severe || all.window >= f64::from(config.guard_clusters_min),
            surprise: 0.0,
            intensity: weights.iter().sum(),
            corroboration,
            weights,
            series: all.clone(),
        }
    }

    /// Gives each category its surprise. Risks pass the false-discovery control over all risk categories of all regions with
    /// reports; signs of peace raise no alarm and need none.
    fn control_discoveries(&self, regions: &mut [Known<'_>]) {
        let config = self.chronicle.config;
        let is_risk = |m: &Measured<'_>| m.category.polarity == Polarity::Risk;
        let all = || regions.iter().flat_map(|known| &known.measured);
        let p_values: Vec<f64> = all().filter(|m| is_risk(m)).map(|m| m.all.p).collect();
        let tests = regions.len() * self.chronicle.taxonomy.risk_count();
        let threshold = surprise::discovery_threshold(p_values, tests, config);
        for measured in regions.iter_mut().flat_map(|known| &mut known.measured) {
            if measured.guarded && (!is_risk(measured) || measured.all.p <= threshold) {
                measured.surprise = surprise::degree(measured.all.p, config);
            }
        }
    }

    fn score(&self, region: &RegionId, known: Option<Known<'_>>) -> RegionScore {
        let config = self.chronicle.config;
        let empty = || (RegionHistory { categories: BTreeMap::new(), label: Label::Clear }, Vec::new(), 0.0);
        let (history, measured, others) =
            known.map_or_else(empty, |known| (known.history, known.measured, known.others));
        let setting = Setting {
            taxonomy: self.chronicle.taxonomy,
            structural: self.past.structural(region, self.structural),
            baseline_weeks: self.loudness.usable_count(Side::All),
            others,
            persistence: self.past.persistence(region),
            neighbour: self.past.neighbour(region),
            names: self.chronicle.evidence.names,
            config,
        };
        let attention = attention::of_region(&measured, &setting);
        let side = |pick: fn(&Measured<'_>) -> f64| {
            let risks = measured.iter().filter(|m| m.category.polarity == Polarity::Risk);
            surprise::together(risks.map(|m| pick(m) * attention::weight(m.category, config)))
        };
        let (surprise_field, surprise_media) = (side(|m| m.field_surprise), side(|m| m.media_surprise));
        let (field_voices, media_voices) = self.voices(&history);
        let (evidence, evidence_count) = self.documents(&history, &measured);
        let coverage = self.coverage(region);
        RegionScore {
            region: region.clone(),
            as_of: self.as_of,
            level: self.level(&attention, &history),
            surprise_field,
            surprise_media,
            convergence: convergence::compare(surprise_field, surprise_media, config),
            categories: category_scores(&measured),
            field_voices,
            media_voices,
            evidence,
            evidence_count,
            label: history.label,
            covered: coverage::suffices(&coverage, config),
            coverage,
            formula: FORMULA.to_owned(),
            attention: attention.gross,
            attention_net: attention.net,
            surprise: attention.surprise,
            intensity: attention.intensity,
            corroboration: attention.corroboration,
            breadth: attention.breadth,
            structural: attention.structural,
            deescalation: attention.deescalation,
            contributions: attention.contributions,
        }
    }

    /// Coverage of a region; of a group by the sources of its members.
    fn coverage(&self, region: &RegionId) -> Coverage {
        let group = self.chronicle.evidence.groups.iter().find(|group| group.id == *region);
        group.map_or_else(
            || self.expected.coverage(std::slice::from_ref(region)),
            |group| self.expected.coverage(&group.members),
        )
    }

    /// Peace lowers the level, except one under which civilians have just been harmed.
    fn level(&self, attention: &Attention, history: &RegionHistory<'_>) -> domain::score::Level {
        let config = self.chronicle.config;
        let fresh = i64::from(config.protected_days);
        let protected = history.categories.iter().any(|(position, stories)| {
            config.protected_categories.contains(&self.chronicle.taxonomy.categories[*position].id)
                && stories.iter().any(|story| story.weight >= 1.0 && self.calendar.age(story.day) < fresh)
        });
        config.levels.of(if protected { attention.gross } else { attention.net })
    }

    /// Independent voices on risks in the window: field side, then the other.
    fn voices(&self, history: &RegionHistory<'_>) -> (u32, u32) {
        let risks = history.categories.iter().filter(|(position, _)| self.is_risk(**position));
        let in_window = risks.flat_map(|(_, stories)| stories).filter(|story| story.slot == Slot::Window);
        let voices: BTreeMap<u32, bool> = in_window.map(|story| (story.voice, story.field)).collect();
        let field = voices.values().filter(|field| **field).count() as u32;
        (field, voices.len() as u32 - field)
    }

    /// Documents behind the window (behind the whole history when the window is empty), one per family first, strongest first.
    fn documents(&self, history: &RegionHistory<'_>, measured: &[Measured<'_>]) -> (Vec<DocumentId>, u32) {
        let in_window = history.categories.values().flatten().any(|story| story.slot == Slot::Window);
        let mut ranked: Vec<(&DocumentId, usize, f64)> = Vec::new();
        for (stories, measured) in history.categories.values().zip(measured) {
            for (story, weight) in stories.iter().zip(&measured.weights) {
                if !in_window || story.slot == Slot::Window {
                    let ranks = story.reports.iter().enumerate();
                    ranked.extend(ranks.map(|(copy, r)| (r.document, copy, weight * f64::from(r.strength))));
                }
            }
        }
        ranked.sort_unstable_by_key(|(document, _, _)| *document);
        ranked.dedup_by(|again, kept| {
            let same = again.0 == kept.0;
            if same {
                (kept.1, kept.2) = (kept.1.min(again.1), kept.2.max(again.2));
            }
            same
        });
        let count = ranked.len() as u32;
        ranked.sort_unstable_by(|(a, copy_a, weight_a), (b, copy_b, weight_b)| {
            copy_a.cmp(copy_b).then(weight_b.total_cmp(weight_a)).then_with(|| a.cmp(b))
        });
        let first = ranked.into_iter().take(self.chronicle.config.evidence_max);
        (first.map(|(document, _, _)| document.clone()).collect(), count)
    }
}

/// Categories with any report in the window, strongest first.
fn category_scores(measured: &[Measured<'_>]) -> Vec<CategoryScore> {
    let mut present: Vec<&Measured<'_>> = measured.iter().filter(|m| m.series.window > 0.0).collect();
    present.sort_by(|a, b| {
        let stronger = b.surprise.total_cmp(&a.surprise).then(b.intensity.total_cmp(&a.intensity));
        stronger.then_with(|| a.category.id.cmp(&b.category.id))
    });
    present
        .into_iter()
        .map(|m| CategoryScore {
            category: m.category.id.clone(),
            polarity: m.category.polarity,
            count: m.count(),
            expected: m.all.expected,
            p_value: m.all.p,
            surprise: m.surprise,
            intensity: m.intensity,
            corroboration: m.corroboration,
            weekly: m.series.weeks.iter().rev().chain([&m.series.window]).map(|count| *count as u32).collect(),
            field_count: m.side_counts[Side::Field.index()],
            media_count: m.side_counts[Side::Media.index()],
        })
        .collect()
}
