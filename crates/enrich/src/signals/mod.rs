//! What: signals of the taxonomy's categories, read with one lexicon per language.
//!
//! A text becomes tokens, tokens become hits of word classes, and patterns combine an action with an actor or a target
//! inside a window of one sentence. Topics such as sport or weather lower a match; cues set its status; a learned layer over
//! what was found (`layer/`) weighs the text as a whole. Everything a language needs is data (`config/lexicon/<lang>.toml`); this module knows no word of any language.

mod actors;
mod casualties;
mod check;
mod compile;
#[cfg(test)]
mod event_tests;
mod explain;
mod folding;
mod layer;
mod lexicon;
mod matching;
mod numbers;
mod rules;
mod status;
#[cfg(test)]
mod tests;
mod token;
mod vocabulary;
mod weigh;

use domain::{Actor, Casualties, CategoryId, Polarity, Signal, Taxonomy};
use layer::{Layer, Names};
use numbers::NumberWords;
use rules::Lexicon;
use std::collections::HashMap;

pub use check::{Checked, Wrong};
pub use explain::Fired;
pub use layer::KINDS;
pub use lexicon::LexiconError;

/// What one text says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalsFound {
    /// Signals that reach the threshold, strongest first; one for each category and status.
    pub signals: Vec<Signal>,
    /// 0..1: how sure it is that the text reports conflict or peace. 0 where no lexicon reads the language.
    pub relevance: f32,
    /// Who takes part, in the order of their first mention.
    pub actors: Vec<Actor>,
    /// How many were hurt, as the report says.
    pub casualties: Casualties,
}

/// The files that signals are read with, as texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Language (ISO 639-3) and `config/lexicon/<lang>.toml`.
    pub lexicons: Vec<(String, String)>,
    /// `config/layer.tsv`: weights of the learned layer.
    pub weights: String,
    /// Language and `config/numbers/<lang>.toml`.
    pub numbers: Vec<(String, String)>,
    /// `config/actors.toml`.
    pub actors: String,
}

/// Reads signals in every language that has a lexicon.
#[derive(Debug)]
pub struct Reader {
    lexicons: Vec<Lexicon>,
    by_language: HashMap<String, usize>,
    names: Names,
    categories: Vec<(CategoryId, Polarity)>,
    layer: Option<Layer>,
    /// By the code of the lexicon.
    numbers: HashMap<String, NumberWords>,
    actors: actors::Names,
}

impl Reader {
    /// Compiles lexicons: `(ISO 639-3 code, TOML text)` each. Their patterns alone decide until a layer stands beside them.
    ///
    /// # Errors
    /// [`LexiconError`] names the file, the line and what is unknown there.
    pub fn new(taxonomy: &Taxonomy, lexicons: &[(String, String)]) -> Result<Self, LexiconError> {
        let mut compiled = Vec::with_capacity(lexicons.len());
        let mut by_language = HashMap::new();
        for (position, (lexicon, (code, _))) in compile_all(taxonomy, lexicons)?.into_iter().zip(lexicons).enumerate() {
            by_language.insert(code.clone(), position);
            for alias in &lexicon.codes {
                by_language.entry(alias.clone()).or_insert(position);
            }
            compiled.push(lexicon);
        }
        let categories: Vec<_> = taxonomy.categories.iter().map(|own| (own.id.clone(), own.polarity)).collect();
        let names = Names::collect(&mut compiled, categories.iter().map(|(id, _)| id.clone()).collect());
        let (numbers, actors) = (HashMap::new(), actors::Names::default());
        Ok(Self { lexicons: compiled, by_language, names, categories, layer: None, numbers, actors })
    }

    /// Lexicons with all that stands beside them: the learned layer, number words, listed actors.
    ///
    /// # Errors
    /// [`LexiconError`] names the file, the line and what is wrong there.
    pub fn with_tables(taxonomy: &Taxonomy, tables: &Tables) -> Result<Self, LexiconError> {
        let mut reader = Self::new(taxonomy, &tables.lexicons)?;
        reader.layer = Some(Layer::read(&tables.weights, &reader.names, &reader.categories)?);
        for (code, text) in &tables.numbers {
            reader.numbers.insert(code.clone(), NumberWords::read(code, text)?);
        }
        reader.actors = actors::Names::read(&tables.actors)?;
        Ok(reader)
    }

    /// The ISO 639-3 codes that have a lexicon, aliases included, sorted.
    pub fn languages(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.by_language.keys().map(String::as_str).collect();
        codes.sort_unstable();
        codes
    }

    /// Reads one text.
    ///
    /// Offsets of evidence count characters of `text`; evidence that stands only in the title has the offsets 0..0 and
    /// the words of the title. A language without a lexicon gives no signals and relevance 0: unknown, not calm.
    pub fn read(
        &self,
        title: &str,
        text: &str,
        lang: &str,
        published: Option<chrono::DateTime<chrono::Utc>>,
    ) -> SignalsFound {
        let Some(lexicon) = self.lexicon(lang) else { return SignalsFound::default() };
        let tools = weigh::Tools {
            lexicon,
            layer: self.layer.as_ref(),
            numbers: self.numbers.get(&lexicon.code),
            actors: Some(&self.actors),
        };
        weigh::read(&tools, title, text, published)
    }

    /// What the learned layer looks at in a text, with values, for those who train it; nothing where no lexicon reads the
    /// language.
    pub fn features(
        &self,
        title: &str,
        text: &str,
        lang: &str,
        published: Option<chrono::DateTime<chrono::Utc>>,
    ) -> Option<Vec<(String, f32)>> {
        let seen = weigh::features(self.lexicon(lang)?, title, text, published);
        Some(seen.into_iter().map(|(feature, value)| (self.names.write(feature), value)).collect())
    }

    fn lexicon(&self, lang: &str) -> Option<&Lexicon> {
        self.by_language.get(lang).map(|&position| &self.lexicons[position])
    }
}

/// Compiles lexicons on all processors: most of a short run is the reading of these files. The first error counts.
fn compile_all(taxonomy: &Taxonomy, lexicons: &[(String, String)]) -> Result<Vec<Lexicon>, LexiconError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let compile = |part: &[(String, String)]| -> Result<Vec<Lexicon>, LexiconError> {
        part.iter().map(|(code, text)| compile::compile(taxonomy, code, text)).collect()
    };
    std::thread::scope(|scope| {
        let parts = lexicons.chunks(lexicons.len().div_ceil(threads).max(1));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || compile(part))).collect();
        let mut compiled = Vec::with_capacity(lexicons.len());
        for part in running {
            compiled.extend(part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(compiled)
    })
}
