//! What the layer looks at: categories, topics and word classes that the lexicon found. Their names are the same in every language.

use super::super::matching::Scan;
use super::super::rules::{ClassId, Lexicon};
use domain::{CategoryId, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Words of the text that are looked at, beside the title: the weights are learned from single sentences.
const LEAD_WORDS: usize = 40;
/// Length of the vector of classes, and of that of their pairs.
const CLASSES_NORM: f32 = 2.0;
const PAIRS_NORM: f32 = 1.0;
/// A relevance this close to 0 and 1 says no more.
const RELEVANCE_MARGIN: f32 = 0.02;
/// More words of the surroundings than this say no more.
const SURROUNDINGS_FULL: f32 = 5.0;

/// A class without a name that other lexicons could share.
const NAMELESS: u16 = u16::MAX;

/// One thing that the layer looks at. Classes are numbers of [`Names`], categories numbers of the taxonomy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in super::super) enum Feature {
    /// Best score of a category in a group of statuses.
    Score(u16, Group),
    /// One half where that score reaches the threshold.
    Fires(u16, Group),
    /// Log odds of the relevance that the patterns give, a quarter of it.
    Relevance,
    /// 1 where any pattern matched.
    AnyPattern,
    /// Words of the surroundings that speak for conflict and peace, `ln(1 + n)`.
    Up,
    /// Those that speak for other things.
    Down,
    /// The balance of both, -1..1.
    Net,
    /// Words of a topic, `ln(1 + n)`.
    Topic(u16),
    /// A class stands in the lead.
    Class(u16),
    /// Two classes stand in one sentence of the lead; the smaller number first.
    Pair(u16, u16),
}

/// Statuses that weigh the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in super::super) enum Group {
    Now,
    Historical,
    Hypothetical,
    Negated,
}

impl Group {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Now, "now"),
        (Self::Historical, "historical"),
        (Self::Hypothetical, "hypothetical"),
        (Self::Negated, "negated"),
    ];

    fn of(status: Status) -> Self {
        match status {
            Status::Asserted | Status::Announced => Self::Now,
            Status::Historical => Self::Historical,
            Status::Hypothetical => Self::Hypothetical,
            Status::Negated => Self::Negated,
        }
    }
}

/// The names of classes and topics of all lexicons, sorted, and the categories.
#[derive(Debug, Default)]
pub(in super::super) struct Names {
    classes: Vec<String>,
    categories: Vec<CategoryId>,
}

/// The name under which a class is known in all lexicons. Words written into a pattern speak for its category; words that
/// are passed over speak for nothing.
fn shared_name(class: &str) -> Option<&str> {
    match class.starts_with("(any ") {
        // "(any armed_clash 17)"
        true => class.rsplit_once(' ').map(|(name, _)| name),
        false => (class != "(ignore)").then_some(class),
    }
}

impl Names {
    /// Gathers the names of all lexicons and numbers the classes of each.
    pub fn collect(lexicons: &mut [Lexicon], categories: Vec<CategoryId>) -> Self {
        let named =
            |lexicon: &Lexicon| lexicon.names.iter().filter_map(|name| shared_name(name)).map(str::to_owned).collect();
        let all: BTreeSet<String> = lexicons.iter().flat_map(|lexicon| -> Vec<String> { named(lexicon) }).collect();
        let names = Self { classes: all.into_iter().collect(), categories };
        for lexicon in lexicons {
            let number = |name: &String| shared_name(name).and_then(|name| names.class(name)).unwrap_or(NAMELESS);
            lexicon.shared = lexicon.names.iter().map(number).collect();
        }
        names
    }

    fn class(&self, name: &str) -> Option<u16> {
        self.classes.binary_search_by(|known| known.as_str().cmp(name)).ok().and_then(|at| u16::try_from(at).ok())
    }

    fn name(&self, class: u16) -> &str {
        self.classes.get(usize::from(class)).map_or("", String::as_str)
    }

    /// How a feature is written in the table of weights.
    pub fn write(&self, feature: Feature) -> String {
        let scored = |what: &str, category: u16, group: Group| {
            let group = Group::ALL.iter().find(|(own, _)| *own == group).map_or("", |(_, name)| name);
            let id = self.categories.get(usize::from(category)).map_or("", |id| id.as_str());
            format!("{what} {id} {group}")
        };
        match feature {
            Feature::Score(category, group) => scored("score", category, group),
            Feature::Fires(category, group) => scored("fires", category, group),
            Feature::Relevance => "relevance".to_owned(),
            Feature::AnyPattern => "any-pattern".to_owned(),
            Feature::Up => "up".to_owned(),
            Feature::Down => "down".to_owned(),
            Feature::Net => "net".to_owned(),
            Feature::Topic(class) => format!("topic {}", self.name(class)),
            Feature::Class(class) => format!("class {}", self.name(class)),
            Feature::Pair(one, other) => format!("pair {} + {}", self.name(one), self.name(other)),
        }
    }

    /// The feature that is written so, if lexicons and taxonomy know what it names.
    pub fn read(&self, written: &str) -> Option<Feature> {
        let (what, rest) = written.split_once(' ').unwrap_or((written, ""));
        let scored = || {
            let (id, group) = rest.split_once(' ')?;
            let category = self.categories.iter().position(|known| known.as_str() == id)?;
            let (group, _) = Group::ALL.iter().find(|(_, name)| *name == group)?;
            Some((u16::try_from(category).ok()?, *group))
        };
        Some(match what {
            "score" => scored().map(|(category, group)| Feature::Score(category, group))?,
            "fires" => scored().map(|(category, group)| Feature::Fires(category, group))?,
            "relevance" => Feature::Relevance,
            "any-pattern" => Feature::AnyPattern,
            "up" => Feature::Up,
            "down" => Feature::Down,
            "net" => Feature::Net,
            "topic" => Feature::Topic(self.class(rest)?),
            "class" => Feature::Class(self.class(rest)?),
            "pair" => {
                let (one, other) = rest.split_once(" + ")?;
                let (one, other) = (self.class(one)?, self.class(other)?);
                Feature::Pair(one.min(other), one.max(other))
            }
            _ => return None,
        })
    }
}

/// What the patterns say of a text.
pub(in super::super) struct Patterns<'a> {
    /// Category, status, score.
    pub scores: &'a [(usize, Status, f32)],
    /// Relevance by patterns and surroundings.
    pub relevance: f32,
    /// Topics with the number of their words.
    pub topics: &'a [(ClassId, usize)],
    /// Words of the surroundings for conflict and peace, and for other things.
    pub surroundings: [usize; 2],
}

/// All features of a text with their values.
pub(in super::super) fn observe(lexicon: &Lexicon, scans: &[Scan; 2], patterns: &Patterns) -> Vec<(Feature, f32)> {
    let mut seen = Vec::with_capacity(64);
    let mut best: BTreeMap<(u16, Group), f32> = BTreeMap::new();
    for &(category, status, score) in patterns.scores {
        let kept = best.entry((category as u16, Group::of(status))).or_default();
        *kept = kept.max(score);
    }
    for ((category, group), score) in best {
        seen.push((Feature::Score(category, group), score));
        if score >= domain::signal::SIGNAL_THRESHOLD {
            seen.push((Feature::Fires(category, group), 0.5));
        }
    }
    let relevance = patterns.relevance.clamp(RELEVANCE_MARGIN, 1.0 - RELEVANCE_MARGIN);
    seen.push((Feature::Relevance, super::log_odds(relevance) / 4.0));
    if !patterns.scores.is_empty() {
        seen.push((Feature::AnyPattern, 1.0));
    }
    let [up, down] = patterns.surroundings.map(|count| count as f32);
    seen.push((Feature::Up, up.ln_1p()));
    seen.push((Feature::Down, down.ln_1p()));
    seen.push((Feature::Net, ((up - down) / SURROUNDINGS_FULL).clamp(-1.0, 1.0)));
    let topics = patterns.topics.iter().filter(|(_, words)| *words > 0);
    seen.extend(
        topics.map(|(class, words)| (Feature::Topic(lexicon.shared[usize::from(*class)]), (*words as f32).ln_1p())),
    );
    lead(lexicon, scans, &mut seen);
    seen
}

/// The classes of title and lead, and their pairs within a sentence.
fn lead(lexicon: &Lexicon, scans: &[Scan; 2], seen: &mut Vec<(Feature, f32)>) {
    let (mut classes, mut pairs, mut here) = (Vec::new(), Vec::new(), Vec::new());
    for scan in scans {
        let end = (LEAD_WORDS * scan.tokens.per_word()) as u32;
        for range in &scan.by_sentence {
            let hits = scan.hits[range.clone()].iter().take_while(|hit| hit.start < end);
            here.clear();
            here.extend(hits.map(|hit| lexicon.shared[usize::from(hit.class)]).filter(|class| *class != NAMELESS));
            here.sort_unstable();
            here.dedup();
            classes.extend_from_slice(&here);
            for (at, &one) in here.iter().enumerate() {
                pairs.extend(here[at + 1..].iter().map(|&other| (one, other)));
            }
        }
    }
    classes.sort_unstable();
    classes.dedup();
    pairs.sort_unstable();
    pairs.dedup();
    let each = CLASSES_NORM / (classes.len().max(1) as f32).sqrt();
    seen.extend(classes.into_iter().map(|class| (Feature::Class(class), each)));
    let each = PAIRS_NORM / (pairs.len().max(1) as f32).sqrt();
    seen.extend(pairs.into_iter().map(|(one, other)| (Feature::Pair(one, other), each)));
}
