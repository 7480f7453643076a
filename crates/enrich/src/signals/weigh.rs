//! From matches to scores: position, topics, status, categories; the layer has the last word.

use super::SignalsFound;
use super::actors;
use super::casualties::{self, Passage};
use super::layer::{self, Feature, Layer, Patterns};
use super::matching::{self, Hit, Match, Scan, year};
use super::numbers::NumberWords;
use super::rules::{CategoryRule, ClassId, Lexicon, ModeRule, Topic};
use super::status::status_of;
use chrono::{DateTime, Datelike, Utc};
use domain::{Casualties, Polarity, Signal, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The title decides more than any sentence.
const TITLE_WEIGHT: f32 = 1.1;
/// First word of a sentence → weight: the lead decides, the rest is background.
const POSITION_WEIGHTS: [(usize, f32); 3] = [(60, 1.0), (160, 0.85), (400, 0.65)];
/// What stands after all of these.
const BACKGROUND_WEIGHT: f32 = 0.45;
/// From this weight on a pattern says what no other topic says; topics then lower it only by half as much.
const UNMISTAKABLE: f32 = 0.9;
/// One word of a foreign topic in the sentence multiplies a match by this …
const TOPIC_IN_SENTENCE: f32 = 0.55;
/// … and a text that is about a foreign topic multiplies all of its matches by this.
const TOPIC_OF_TEXT: f32 = 0.4;
/// Different words of a topic in the first part of a text that make it the topic of the text.
const TOPIC_WORDS_MIN: usize = 4;
/// Words read to find out what a text is about.
const TOPIC_WORDS: u32 = 300;
/// No sum of patterns is certain.
const SCORE_MAX: f32 = 0.99;
/// Words of the surroundings are counted in this many words, and this many say all they can.
const CONTEXT_REACH: u32 = 120;
const CONTEXT_WORDS_FULL: f32 = 5.0;
/// What the surroundings alone can reach: below the line between yes and no.
const CONTEXT_SHARE: f32 = 0.45;

/// A match with its worth.
pub(super) struct Finding {
    pub pattern: usize,
    pub category: usize,
    pub value: f32,
    pub status: Status,
    pub in_title: bool,
    pub span: Range<usize>,
    /// Number of the mode in the rule of the category.
    mode: Option<usize>,
}

/// What one language is read with.
pub(super) struct Tools<'a> {
    pub lexicon: &'a Lexicon,
    /// Without one the patterns alone decide.
    pub layer: Option<&'a Layer>,
    /// Without them no casualties are read.
    pub numbers: Option<&'a NumberWords>,
    /// Without it none is named.
    pub actors: Option<&'a actors::Names>,
}

impl<'a> Tools<'a> {
    /// The patterns of a lexicon alone.
    pub fn patterns_of(lexicon: &'a Lexicon) -> Self {
        Self { lexicon, layer: None, numbers: None, actors: None }
    }
}

/// Reads one text.
pub(super) fn read(tools: &Tools, title: &str, text: &str, published: Option<DateTime<Utc>>) -> SignalsFound {
    let lexicon = tools.lexicon;
    let found = Found::by_patterns(lexicon, title, text, published);
    let verdict = tools.layer.map(|layer| (layer, layer.judge(&found.features(lexicon))));
    let score = |category: usize, group: &Group| {
        let score = calibrated(group.raw, lexicon.categories[category].threshold);
        verdict.map_or(score, |(layer, verdict)| layer.adjusted(&verdict, category, score))
    };
    let relevance = verdict.map_or_else(|| found.relevance(lexicon), |(_, verdict)| verdict.relevance);
    let signals = signals(lexicon, &found, [title, text], &score);
    if signals.is_empty() {
        return SignalsFound { relevance, ..SignalsFound::default() };
    }
    let passages = [(title, &found.scans[0]), (text, &found.scans[1])];
    let told = |passage: usize, sentence: usize| found.tells(passage, sentence, |_| true);
    let actors = tools.actors.map(|names| actors::read(lexicon, names, passages, &told)).unwrap_or_default();
    let counts = signals.iter().any(|signal| signal.polarity == Polarity::Risk && signal.counts());
    let numbers = tools.numbers.filter(|_| counts);
    let casualties = numbers.map(|numbers| found.casualties(lexicon, numbers, passages)).unwrap_or_default();
    SignalsFound { signals, relevance, actors, casualties }
}

/// What the layer looks at in one text.
pub(super) fn features(
    lexicon: &Lexicon,
    title: &str,
    text: &str,
    published: Option<DateTime<Utc>>,
) -> Vec<(Feature, f32)> {
    Found::by_patterns(lexicon, title, text, published).features(lexicon)
}

/// What the patterns find in one text.
struct Found {
    scans: [Scan; 2],
    findings: Vec<Finding>,
    groups: BTreeMap<(usize, Status), Group>,
}

impl Found {
    fn by_patterns(lexicon: &Lexicon, title: &str, text: &str, published: Option<DateTime<Utc>>) -> Self {
        let scans = [matching::scan(lexicon, title), matching::scan(lexicon, text)];
        let reference_year = published.map(|day| day.year()).or_else(|| latest_year(&scans));
        let topics: Vec<f32> = lexicon.topics.iter().map(|topic| topic_of_text(topic, &scans)).collect();
        let mut findings = Vec::new();
        for (scan, in_title) in scans.iter().zip([true, false]) {
            find(lexicon, scan, in_title, &topics, reference_year, &mut findings);
        }
        Self { groups: group(&findings), scans, findings }
    }

    /// Whether a finding of this kind stands in a sentence of title (0) or text (1).
    fn tells(&self, passage: usize, sentence: usize, kind: impl Fn(&Finding) -> bool) -> bool {
        let range = &self.scans[passage].tokens.sentences[sentence];
        let mut inside = self
            .findings
            .iter()
            .filter(|finding| usize::from(!finding.in_title) == passage && range.contains(&finding.span.start));
        inside.any(kind)
    }

    /// Numbers of people hurt, from the sentences that assert a risk and those right behind them ("Three others were hurt.").
    fn casualties(&self, lexicon: &Lexicon, numbers: &NumberWords, passages: [(&str, &Scan); 2]) -> Casualties {
        let asserted = |finding: &Finding| {
            finding.status == Status::Asserted && lexicon.categories[finding.category].polarity == Polarity::Risk
        };
        let sentences = passages.into_iter().enumerate().flat_map(|(passage, (text, scan))| {
            let asserts = move |at: usize| self.tells(passage, at, asserted);
            let follows = move |at: usize| at > 0 && asserts(at - 1) && !self.tells(passage, at, |_| true);
            let told = (0..scan.tokens.sentences.len()).filter(move |at| asserts(*at) || follows(*at));
            told.map(move |sentence| Passage { text, scan, sentence })
        });
        casualties::read(lexicon, numbers, sentences)
    }

    fn features(&self, lexicon: &Lexicon) -> Vec<(Feature, f32)> {
        let score = |(key, group): (&(usize, Status), &Group)| {
            (key.0, key.1, calibrated(group.raw, lexicon.categories[key.0].threshold))
        };
        let scores: Vec<(usize, Status, f32)> = self.groups.iter().map(score).collect();
        let words = |topic: &Topic| (topic.class, phrases_until(&self.scans, topic.class, TOPIC_WORDS));
        let topics: Vec<(ClassId, usize)> = lexicon.topics.iter().map(words).collect();
        let (relevance, surroundings) = (self.relevance(lexicon), self.surroundings(lexicon));
        layer::observe(lexicon, &self.scans, &Patterns { scores: &scores, relevance, topics: &topics, surroundings })
    }

    /// Words around that speak for conflict and peace, and for other things.
    fn surroundings(&self, lexicon: &Lexicon) -> [usize; 2] {
        [lexicon.context_up, lexicon.context_down].map(|class| phrases_until(&self.scans, class, CONTEXT_REACH))
    }

    /// Relevance by patterns alone: the strongest signal decides; further categories and the surroundings move it.
    fn relevance(&self, lexicon: &Lexicon) -> f32 {
        let mut per_category: BTreeMap<usize, f32> = BTreeMap::new();
        for (&(category, status), group) in &self.groups {
            let value = calibrated(group.raw, lexicon.categories[category].threshold) * status_share(status);
            let kept = per_category.entry(category).or_default();
            *kept = kept.max(value);
        }
        let top = per_category.values().copied().fold(0.0, f32::max);
        let others = per_category.values().map(|value| value * 0.2).sum::<f32>() - top * 0.2;
        let signal = 1.0 - (1.0 - top) * (1.0 - others.clamp(0.0, 0.6));
        let [up, down] = self.surroundings(lexicon).map(|count| count as f32);
        let context = ((up - down) / CONTEXT_WORDS_FULL).clamp(-1.0, 1.0);
        let value = if self.findings.is_empty() || context >= 0.0 {
            1.0 - (1.0 - signal) * (1.0 - CONTEXT_SHARE * context.max(0.0))
        } else {
            signal * (1.0 + 0.3 * context)
        };
        value.clamp(0.0, 1.0)
    }
}

/// The last year that a text names: its own time, where nothing better is known.
pub(super) fn latest_year(scans: &[Scan]) -> Option<i32> {
    let years = |scan: &Scan| (0..scan.tokens.tokens.len()).filter_map(|at| year(scan.tokens.folded(at))).max();
    scans.iter().filter_map(years).max()
}

/// 1 when a text is not about the topic, less when it is.
pub(super) fn topic_of_text(topic: &Topic, scans: &[Scan]) -> f32 {
    let words = phrases_until(scans, topic.class, TOPIC_WORDS);
    let share = (words as f32 / TOPIC_WORDS_MIN as f32).min(1.0);
    // One passing word is no topic.
    if words < 2 { 1.0 } else { 1.0 - share * (1.0 - TOPIC_OF_TEXT) }
}

pub(super) fn find(
    lexicon: &Lexicon,
    scan: &Scan,
    in_title: bool,
    topics: &[f32],
    reference_year: Option<i32>,
    findings: &mut Vec<Finding>,
) {
    let mut present = vec![false; lexicon.class_count];
    let mut possible = Vec::new();
    for (sentence, range) in scan.tokens.sentences.iter().zip(&scan.by_sentence) {
        let hits = &scan.hits[range.clone()];
        possible.clear();
        for hit in hits {
            if !std::mem::replace(&mut present[hit.class as usize], true) {
                possible.extend_from_slice(&lexicon.by_class[hit.class as usize]);
            }
        }
        possible.sort_unstable();
        possible.dedup();
        let cues: Vec<Hit> = hits.iter().filter(|hit| lexicon.cues.has(hit.class)).copied().collect();
        let place = if in_title { TITLE_WEIGHT } else { position_weight(sentence.start / scan.tokens.per_word()) };
        for &number in &possible {
            let number = number as usize;
            let pattern = &lexicon.patterns[number];
            if !pattern.slots.iter().all(|slot| slot.iter().any(|&class| present[class as usize])) {
                continue;
            }
            let lowered = topic_factor(lexicon, pattern.category, topics, hits);
            let lowered = if pattern.weight >= UNMISTAKABLE { (1.0 + lowered) / 2.0 } else { lowered };
            for found in matching::matches(pattern, hits) {
                let status = status_of(&lexicon.cues, &found, &cues, &scan.tokens, sentence, reference_year);
                let value = (pattern.weight * place * lowered).min(SCORE_MAX);
                findings.push(Finding {
                    pattern: number,
                    category: pattern.category,
                    value,
                    status,
                    in_title,
                    span: found.span(),
                    mode: mode_of(&lexicon.categories[pattern.category], &found),
                });
            }
        }
        hits.iter().for_each(|hit| present[hit.class as usize] = false);
    }
}

/// The most severe mode that the matched words tell.
fn mode_of(rule: &CategoryRule, found: &Match) -> Option<usize> {
    let told = |mode: &ModeRule| found.parts.iter().any(|part| mode.classes.contains(&part.class));
    let modes = rule.modes.iter().enumerate().filter(|(_, mode)| told(mode));
    modes.max_by(|a, b| a.1.severity.total_cmp(&b.1.severity)).map(|(number, _)| number)
}

fn position_weight(first_word: usize) -> f32 {
    POSITION_WEIGHTS.iter().find(|(until, _)| first_word < *until).map_or(BACKGROUND_WEIGHT, |(_, weight)| *weight)
}

/// What the foreign topics of the sentence and of the text leave of a match of this category.
fn topic_factor(lexicon: &Lexicon, category: usize, of_text: &[f32], hits: &[Hit]) -> f32 {
    let mut factor = 1.0_f32;
    for (topic, &of_text) in lexicon.topics.iter().zip(of_text) {
        if !topic.spare.contains(&category) {
            let here = hits.iter().any(|hit| hit.class == topic.class);
            factor = factor.min(of_text * if here { TOPIC_IN_SENTENCE } else { 1.0 });
        }
    }
    factor
}

/// One category with one status: its raw score and its strongest finding.
struct Group {
    raw: f32,
    strongest: usize,
    /// That of the strongest finding that tells one.
    mode: Option<usize>,
}

/// Patterns of one category and status add up as independent witnesses; one pattern counts once.
fn group(findings: &[Finding]) -> BTreeMap<(usize, Status), Group> {
    let mut best: BTreeMap<(usize, Status), BTreeMap<usize, usize>> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        let kept = best.entry((finding.category, finding.status)).or_default().entry(finding.pattern).or_insert(number);
        if finding.value > findings[*kept].value {
            *kept = number;
        }
    }
    let summed = best.into_iter().map(|(key, numbers)| {
        let doubt: f32 = numbers.values().map(|&number| 1.0 - findings[number].value).product();
        // Evidence from the text is better than evidence from the title: it has a place.
        let rank = |number: &usize| (!findings[*number].in_title, findings[*number].value);
        let strongest =
            numbers.values().copied().max_by(|a, b| rank(a).partial_cmp(&rank(b)).unwrap_or(std::cmp::Ordering::Equal));
        let told = numbers.values().filter(|number| findings[**number].mode.is_some());
        let teller = told.max_by(|a, b| findings[**a].value.total_cmp(&findings[**b].value));
        let mode = teller.and_then(|number| findings[*number].mode);
        (key, Group { raw: (1.0 - doubt).min(SCORE_MAX), strongest: strongest.unwrap_or(0), mode })
    });
    summed.collect()
}

/// Maps a raw score so that the threshold of its category becomes .5.
fn calibrated(raw: f32, threshold: f32) -> f32 {
    if raw < threshold { raw / threshold * 0.5 } else { 0.5 + (raw - threshold) / (1.0 - threshold) * 0.5 }
}

fn signals(lexicon: &Lexicon, found: &Found, texts: [&str; 2], score: &dyn Fn(usize, &Group) -> f32) -> Vec<Signal> {
    let mut signals = Vec::new();
    for (&(category, status), group) in &found.groups {
        let rule = &lexicon.categories[category];
        let score = score(category, group);
        if score < domain::signal::SIGNAL_THRESHOLD {
            continue;
        }
        let finding = &found.findings[group.strongest];
        let passage = usize::from(!finding.in_title);
        let (chars, evidence) = words_at(&found.scans[passage], texts[passage], &finding.span);
        let (start, end) = if finding.in_title { (0, 0) } else { (chars.start, chars.end) };
        let mode = group.mode.and_then(|number| rule.modes.get(number));
        signals.push(Signal {
            category: rule.id.clone(),
            polarity: rule.polarity,
            score,
            status,
            start,
            end,
            evidence,
            mode: mode.map(|mode| mode.id.clone()),
            severity: mode.map_or(rule.severity, |mode| mode.severity),
        });
    }
    signals.sort_by(|a, b| b.score.total_cmp(&a.score));
    signals
}

/// The characters and the words of a span of tokens.
pub(super) fn words_at(scan: &Scan, text: &str, span: &Range<usize>) -> (Range<usize>, String) {
    match (scan.tokens.tokens.get(span.start), scan.tokens.tokens.get(span.end.saturating_sub(1))) {
        (Some(first), Some(last)) => (
            first.chars.start..last.chars.end,
            text.get(first.bytes.start..last.bytes.end).unwrap_or_default().to_owned(),
        ),
        _ => (0..0, String::new()),
    }
}

/// How much an event of this status says that the text is about conflict or peace.
fn status_share(status: Status) -> f32 {
    match status {
        Status::Asserted | Status::Announced => 1.0,
        Status::Hypothetical => 0.85,
        Status::Negated => 0.7,
        Status::Historical => 0.6,
    }
}

/// How many different phrases of a class begin within so many words of the title and of the text.
fn phrases_until(scans: &[Scan], class: ClassId, words: u32) -> usize {
    let of_scan = |scan: &Scan| {
        let end = words * scan.tokens.per_word() as u32;
        let hits = scan.hits.iter().filter(move |hit| hit.class == class && hit.start < end);
        hits.map(|hit| hit.phrase).collect::<Vec<_>>()
    };
    scans.iter().flat_map(of_scan).collect::<BTreeSet<u32>>().len()
}
