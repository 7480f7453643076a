//! What: signals of the taxonomy's categories, read with one lexicon per language.
//!
//! A text becomes tokens, tokens become hits of word classes, and patterns combine an action with an actor or a target
//! inside a window of one sentence. Topics such as sport or weather lower a match; cues set its status. Everything a
//! language needs is data (`config/lexicon/<lang>.toml`); this module knows no word of any language.

mod check;
mod compile;
mod lexicon;
mod matching;
mod status;
#[cfg(test)]
mod tests;
mod token;
mod vocabulary;
mod weigh;

use compile::Lexicon;
use domain::{Signal, Taxonomy};
use std::collections::HashMap;

pub use check::{Checked, Wrong};
pub use lexicon::LexiconError;
pub use weigh::Fired;

/// What one text says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalsFound {
    /// Signals that reach the threshold, strongest first; one for each category and status.
    pub signals: Vec<Signal>,
    /// 0..1: how sure it is that the text reports conflict or peace. 0 where no lexicon reads the language.
    pub relevance: f32,
}

/// Reads signals in every language that has a lexicon.
#[derive(Debug)]
pub struct Reader {
    lexicons: Vec<Lexicon>,
    by_language: HashMap<String, usize>,
}

impl Reader {
    /// Compiles lexicons: `(ISO 639-3 code, TOML text)` each.
    ///
    /// # Errors
    /// [`LexiconError`] names the file, the line and what is unknown there.
    pub fn new(taxonomy: &Taxonomy, lexicons: &[(String, String)]) -> Result<Self, LexiconError> {
        let mut reader = Self { lexicons: Vec::with_capacity(lexicons.len()), by_language: HashMap::new() };
        for (code, text) in lexicons {
            let lexicon = compile::compile(taxonomy, code, text)?;
            let position = reader.lexicons.len();
            reader.by_language.insert(code.clone(), position);
            for alias in &lexicon.codes {
                reader.by_language.entry(alias.clone()).or_insert(position);
            }
            reader.lexicons.push(lexicon);
        }
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
        weigh::read(lexicon, title, text, published)
    }

    fn lexicon(&self, lang: &str) -> Option<&Lexicon> {
        self.by_language.get(lang).map(|&position| &self.lexicons[position])
    }
}
