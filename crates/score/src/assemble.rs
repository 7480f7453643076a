//! The score of every region on one day, put together from its parts.

use crate::attention::{self, Attention, Setting};
use crate::calendar::{Calendar, Slot};
use crate::coverage::Expected;
use crate::exposure::{Loudness, Series, Side};
use crate::history::{self, RegionHistory, Story};
use crate::surprise::{self, Surprise};
use crate::{FORMULA, ScoreConfig, convergence, corroboration, coverage, intensity};
use chrono::NaiveDate;
use domain::document::DocumentId;
use domain::evidence::{Exposure, Observation, SourceHealth};
use domain::score::{CategoryScore, RegionScore};
use domain::taxonomy::Category;
use domain::{Country, Label, Polarity, RegionId, Taxonomy};
use std::collections::{BTreeMap, HashMap};

/// All that a score is made from.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// What documents say, at least [`crate::history_days`] back. In any order; what is later than `as_of` is not looked at.
    pub observations: &'a [Observation],
    /// Documents a day on each country, for the same days.
    pub exposure: &'a [(Country, Exposure)],
    /// How the sources do on that day.
    pub health: &'a [SourceHealth],
    /// Structural risk 0..1 of regions; a unit without a value takes its country's.
    pub structural: &'a HashMap<RegionId, f64>,
}

/// One category of one region, measured.
pub struct Measured<'a> {
    /// The category.
    pub category: &'a Category,
    /// Reports of all sides in the window and the weeks before.
    pub series: Series,
    /// All reports against the baseline.
    pub all: Surprise,
    /// Surprise 0..1 of the field side, before its weight.
    pub field_surprise: f64,
    /// Surprise 0..1 of the media side, before its weight.
    pub media_surprise: f64,
    /// Reports of each side in the window.
    pub side_counts: [u32; 3],
    /// Whether there are enough reports, or one severe and borne out, to be called unusual.
    pub guarded: bool,
    /// Surprise 0..1 after guard and false-discovery control.
    pub surprise: f64,
    /// V.
    pub intensity: f64,
    /// Best corroboration in the window.
    pub corroboration: f64,
    /// What each story weighs.
    weights: Vec<f64>,
}

impl Measured<'_> {
    /// Reports in the window; announced ones weigh less than one.
    pub fn count(&self) -> u32 {
        (self.series.window + 1e-9).floor() as u32
    }
}

/// Scores every region that has any report, or that a source is expected to cover. Highest net attention first.
///
/// Never fails: what cannot be used is not used. The order of the evidence changes nothing.
pub fn score_regions(
    evidence: &Evidence<'_>,
    taxonomy: &Taxonomy,
    as_of: NaiveDate,
    config: &ScoreConfig,
) -> Vec<RegionScore> {
    let calendar = Calendar::new(as_of, config);
    let histories = history::collect(evidence.observations, taxonomy, &calendar, config);
    let loudness = Loudness::measure(evidence.exposure, &calendar, config);
    let expected = Expected::of(evidence.health);
    let run = Run { evidence, taxonomy, as_of, config, calendar, loudness, expected };

    let mut regions: BTreeMap<&RegionId, Vec<Measured<'_>>> =
        histories.iter().map(|(region, history)| (*region, run.measure(region, history))).collect();
    run.control_discoveries(&mut regions);

    let empty = RegionHistory { categories: BTreeMap::new(), label: Label::Clear };
    for region in run.expected.regions() {
        regions.entry(region).or_default();
    }
    let mut scores: Vec<RegionScore> = regions
        .into_iter()
        .map(|(region, measured)| run.score(region, histories.get(region).unwrap_or(&empty), measured))
        .collect();
    scores.sort_by(|a, b| b.attention_net.total_cmp(&a.attention_net).then_with(|| a.region.cmp(&b.region)));
    scores
}

struct Run<'a> {
    evidence: &'a Evidence<'a>,
    taxonomy: &'a Taxonomy,
    as_of: NaiveDate,
    config: &'a ScoreConfig,
    calendar: Calendar,
    loudness: Loudness,
    expected: Expected<'a>,
}

impl<'a> Run<'a> {
    fn measure(&self, region: &RegionId, history: &RegionHistory<'_>) -> Vec<Measured<'a>> {
        let own = self.own_reports(history);
        let ratios = Side::EACH.map(|side| self.loudness.ratio(region.country, side, &own[side.index()], self.config));
        history
            .categories
            .iter()
            .map(|(position, stories)| self.measure_category(&self.taxonomy.categories[*position], stories, &ratios))
            .collect()
    }

    /// The region's own risk reports by side, each family and side once, as documents are counted in exposure.
    fn own_reports(&self, history: &RegionHistory<'_>) -> [Series; 3] {
        let mut families: BTreeMap<_, &Story<'_>> = BTreeMap::new();
        for (position, stories) in &history.categories {
            if self.taxonomy.categories[*position].polarity == Polarity::Risk {
                families.extend(stories.iter().map(|story| (story.cluster, story)));
            }
        }
        let mut own = Side::EACH.map(|_| self.empty_series());
        for story in families.into_values() {
            for side in [Side::Field, Side::Media].into_iter().filter(|side| story.is_on(*side)) {
                own[side.index()].add(story.slot, 1.0);
                own[Side::All.index()].add(story.slot, 1.0);
            }
        }
        own
    }

    fn empty_series(&self) -> Series {
        Series::empty(self.config.baseline_weeks as usize)
    }

    fn measure_category(&self, category: &'a Category, stories: &[Story<'_>], ratios: &[f64; 3]) -> Measured<'a> {
        let config = self.config;
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
    fn control_discoveries(&self, regions: &mut BTreeMap<&RegionId, Vec<Measured<'_>>>) {
        let is_risk = |m: &Measured<'_>| m.category.polarity == Polarity::Risk;
        let p_values: Vec<f64> = regions.values().flatten().filter(|m| is_risk(m)).map(|m| m.all.p).collect();
        let tests = regions.len() * self.taxonomy.risk_count();
        let threshold = surprise::discovery_threshold(p_values, tests, self.config);
        for measured in regions.values_mut().flatten() {
            if measured.guarded && (!is_risk(measured) || measured.all.p <= threshold) {
                measured.surprise = surprise::degree(measured.all.p, self.config);
            }
        }
    }

    fn score(&self, region: &RegionId, history: &RegionHistory<'_>, measured: Vec<Measured<'_>>) -> RegionScore {
        let config = self.config;
        let setting = Setting {
            taxonomy: self.taxonomy,
            structural: self.structural(region),
            baseline_weeks: self.loudness.usable_count(Side::All),
            config,
        };
        let attention = attention::of_region(&measured, &setting);
        let side = |pick: fn(&Measured<'_>) -> f64| {
            let risks = measured.iter().filter(|m| m.category.polarity == Polarity::Risk);
            surprise::together(risks.map(|m| pick(m) * attention::weight(m.category, config)))
        };
        let (surprise_field, surprise_media) = (side(|m| m.field_surprise), side(|m| m.media_surprise));
        let (field_voices, media_voices) = self.voices(history);
        let (evidence, evidence_count) = self.documents(history, &measured);
        let coverage = self.expected.coverage(region);
        RegionScore {
            region: region.clone(),
            as_of: self.as_of,
            level: self.level(&attention, history),
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

    fn structural(&self, region: &RegionId) -> Option<f64> {
        let given = self.evidence.structural;
        given.get(region).or_else(|| given.get(&RegionId::country(region.country))).copied()
    }

    /// Peace lowers the level, except one under which civilians have just been harmed.
    fn level(&self, attention: &Attention, history: &RegionHistory<'_>) -> domain::score::Level {
        let fresh = i64::from(self.config.protected_days);
        let protected = history.categories.iter().any(|(position, stories)| {
            self.config.protected_categories.contains(&self.taxonomy.categories[*position].id)
                && stories.iter().any(|story| story.weight >= 1.0 && self.calendar.age(story.day) < fresh)
        });
        self.config.levels.of(if protected { attention.gross } else { attention.net })
    }

    /// Independent voices on risks in the window: field side, then the other.
    fn voices(&self, history: &RegionHistory<'_>) -> (u32, u32) {
        let mut voices: BTreeMap<&str, bool> = BTreeMap::new();
        for (position, stories) in &history.categories {
            if self.taxonomy.categories[*position].polarity == Polarity::Risk {
                for story in stories.iter().filter(|story| story.slot == Slot::Window) {
                    voices.insert(story.voice, story.field);
                }
            }
        }
        let field = voices.values().filter(|field| **field).count() as u32;
        (field, voices.len() as u32 - field)
    }

    /// Documents behind the window (behind the whole history when the window is empty), one per family first, strongest first.
    fn documents(&self, history: &RegionHistory<'_>, measured: &[Measured<'_>]) -> (Vec<DocumentId>, u32) {
        let in_window = history.categories.values().flatten().any(|story| story.slot == Slot::Window);
        let mut ranked: HashMap<&DocumentId, (usize, f64)> = HashMap::new();
        for (stories, measured) in history.categories.values().zip(measured) {
            for (story, weight) in stories.iter().zip(&measured.weights) {
                if in_window && story.slot != Slot::Window {
                    continue;
                }
                for (copy, (document, strength)) in story.documents.iter().enumerate() {
                    let rank = ranked.entry(document).or_insert((copy, 0.0));
                    *rank = (rank.0.min(copy), rank.1.max(weight * f64::from(*strength)));
                }
            }
        }
        let count = ranked.len() as u32;
        let mut documents: Vec<_> = ranked.into_iter().collect();
        documents.sort_by(|(a, (copy_a, weight_a)), (b, (copy_b, weight_b))| {
            copy_a.cmp(copy_b).then(weight_b.total_cmp(weight_a)).then_with(|| a.cmp(b))
        });
        (documents.into_iter().take(self.config.evidence_max).map(|(id, _)| id.clone()).collect(), count)
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
