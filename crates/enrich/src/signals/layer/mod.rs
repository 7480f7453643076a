//! The learned layer beside the patterns: linear weights over what the lexicons found, never over the words themselves.
//!
//! Word classes, topics and categories bear the same names in every language, so weights learned in one language hold in
//! all. The layer says how relevant a text is and which kind of event it tells; it raises the score of what a pattern
//! found and adds nothing that no pattern found, so the words that are shown are always the reason. Weights:
//! `config/layer.tsv`, trained by `examples/train_layer.rs` (docs/signals.md).

mod features;

pub(super) use features::{Feature, Names, Patterns, observe};

use super::lexicon::LexiconError;
use domain::{CategoryId, Polarity};
use std::collections::HashMap;

/// The kinds of event, by the quads of PLOVER, and what is none.
pub const KINDS: [&str; 5] = ["none", "verbal_coop", "material_coop", "verbal_conf", "material_conf"];
/// Columns of the table: relevance, then the kinds.
const WIDTH: usize = 1 + KINDS.len();
/// Kinds of categories that are no conflict of deeds.
const KIND_OF: [(&str, usize); 7] = [
    ("dialogue_mediation", 1),
    ("deescalation", 2),
    ("cohesion_inclusion", 2),
    ("mobilisation_threat", 3),
    ("hate_incitement", 3),
    ("election_tension", 3),
    ("exclusion_socioeconomic", 3),
];
/// How strongly the kind raises the score of a pattern; the usual share of a kind raises nothing, and a floor keeps this finite.
const PULL: f32 = 0.5;
const FLOOR: f32 = 0.02;
const USUAL: f32 = 0.25;
/// Below this relevance nothing is raised.
const RELEVANT: f32 = 0.5;
/// The name of the line that holds the constant terms.
const BIAS: &str = "(bias)";

/// The weights, by feature.
#[derive(Debug)]
pub(super) struct Layer {
    rows: HashMap<Feature, [f32; WIDTH]>,
    bias: [f32; WIDTH],
    /// Kind of each category.
    kind_of: Vec<usize>,
}

/// What the layer says of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// 0..1.
    pub relevance: f32,
    /// A probability for each of [`KINDS`].
    kinds: [f32; KINDS.len()],
}

impl Layer {
    /// Reads the table of weights; those of features that no lexicon has are passed over.
    pub fn read(table: &str, names: &Names, categories: &[(CategoryId, Polarity)]) -> Result<Self, LexiconError> {
        let wrong = |line: usize, message: String| LexiconError::Weights { line: line + 1, message };
        let header = format!("feature\trelevance\t{}", KINDS.join("\t"));
        if table.lines().next() != Some(&header) {
            return Err(wrong(0, format!("the first line must be {header:?}")));
        }
        let kind = |(id, polarity): &(CategoryId, Polarity)| {
            let listed = KIND_OF.iter().find(|(known, _)| *known == id.as_str()).map(|(_, kind)| *kind);
            listed.unwrap_or(if *polarity == Polarity::Peace { 1 } else { 4 })
        };
        let kind_of = categories.iter().map(kind).collect();
        let mut layer = Self { rows: HashMap::new(), bias: [0.0; WIDTH], kind_of };
        for (number, line) in table.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()) {
            let (name, cells) = line.split_once('\t').unwrap_or((line, ""));
            let row = row(cells).map_err(|message| wrong(number, message))?;
            if name == BIAS {
                layer.bias = row;
            } else if let Some(feature) = names.read(name) {
                layer.rows.insert(feature, row);
            }
        }
        Ok(layer)
    }

    /// Weighs what was seen in a text.
    pub fn judge(&self, seen: &[(Feature, f32)]) -> Verdict {
        let mut sums = self.bias;
        for (feature, value) in seen {
            let Some(row) = self.rows.get(feature) else { continue };
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * value);
        }
        let [relevance, kinds @ ..] = sums;
        let top = kinds.iter().copied().fold(f32::MIN, f32::max);
        let powers = kinds.map(|kind| (kind - top).exp());
        let all: f32 = powers.iter().sum();
        Verdict { relevance: share(relevance), kinds: powers.map(|power| power / all) }
    }

    /// The score that a pattern gave to a category, raised where the text as a whole tells an event of its kind. It is never lowered: a single
    /// sentence that announces or denies is short of words that speak for it, and no false alarm.
    pub fn adjusted(&self, verdict: &Verdict, category: usize, score: f32) -> f32 {
        let kind = self.kind_of.get(category).copied().unwrap_or_default();
        let pull = PULL * ((verdict.kinds[kind] + FLOOR) / USUAL).ln();
        if verdict.relevance < RELEVANT || pull <= 0.0 {
            return score;
        }
        share(log_odds(score.clamp(0.01, 0.99)) + pull)
    }
}

/// The weights of a line; what is empty or missing is 0.
fn row(cells: &str) -> Result<[f32; WIDTH], String> {
    let mut row = [0.0; WIDTH];
    for (number, cell) in cells.split('\t').enumerate() {
        let slot = row.get_mut(number).ok_or_else(|| format!("more than {WIDTH} weights"))?;
        let weight = if cell.is_empty() { Ok(0.0) } else { cell.parse() };
        *slot =
            weight.ok().filter(|weight: &f32| weight.is_finite()).ok_or_else(|| format!("{cell:?} is no weight"))?;
    }
    Ok(row)
}

fn log_odds(share: f32) -> f32 {
    (share / (1.0 - share)).ln()
}

fn share(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "feature\trelevance\tnone\tverbal_coop\tmaterial_coop\tverbal_conf\tmaterial_conf";

    #[test]
    fn a_table_that_cannot_be_used_is_named_with_its_line() {
        let read = |table: &str| {
            Layer::read(table, &Names::default(), &[]).map(|_| ()).map_err(|error| error.to_string()).unwrap_err()
        };
        assert!(read("").contains("layer.tsv, line 1: the first line must be"));
        assert!(read(&format!("{HEADER}\nup\tmuch")).contains("layer.tsv, line 2: \"much\" is no weight"));
        assert!(read(&format!("{HEADER}\nup\tNaN")).contains("is no weight"));
        assert!(read(&format!("{HEADER}\nup\t1\t2\t3\t4\t5\t6\t7")).contains("more than 6 weights"));
    }

    fn categories() -> Vec<(CategoryId, Polarity)> {
        vec![("armed_clash".into(), Polarity::Risk), ("deescalation".into(), Polarity::Peace)]
    }

    #[test]
    fn a_kind_that_is_likely_raises_its_categories_in_a_relevant_text_and_none_is_lowered() {
        let ids = categories().into_iter().map(|(id, _)| id).collect();
        let names = Names::collect(&mut [], ids);
        let table = format!("{HEADER}\n(bias)\t-1\nup\t4\t\t\t\t\t5\nclass unknown\t9\n");
        let layer = Layer::read(&table, &names, &categories()).expect("a table");
        let quiet = layer.judge(&[(Feature::Down, 1.0)]);
        let loud = layer.judge(&[(Feature::Up, 1.0)]);
        assert!(quiet.relevance < 0.3 && loud.relevance > 0.9);
        assert!(layer.adjusted(&loud, 0, 0.6) > 0.7);
        assert_eq!([layer.adjusted(&quiet, 0, 0.6), layer.adjusted(&quiet, 1, 0.6)], [0.6, 0.6]);
        assert_eq!(layer.adjusted(&loud, 1, 0.6), 0.6);
    }

    #[test]
    fn a_feature_is_read_as_it_is_written() {
        let names = Names::collect(&mut [], categories().into_iter().map(|(id, _)| id).collect());
        for written in
            ["score armed_clash now", "fires deescalation negated", "relevance", "any-pattern", "up", "down", "net"]
        {
            assert_eq!(names.read(written).map(|feature| names.write(feature)).as_deref(), Some(written));
        }
        assert_eq!((names.read("score war now"), names.read("class kill"), names.read("")), (None, None, None));
    }
}
