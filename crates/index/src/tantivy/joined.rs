//! Words on their way into the engine.
//!
//! The engine's own form for words that are broken already is written as JSON and read back on its way to the writing
//! thread. So the words travel in one string, each behind a sign that says whether
//! it stands after the one before or in its place, and the engine's tokenizer only has to cut.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the engine knows this tokenizer; it stands in the schema.
pub(super) const NAME: &str = "joined";
/// Before a word that stands after the one before. No word holds a control character.
const AFTER: u8 = 0x1F;
/// Before a word that stands in the same place as the one before.
const BESIDE: u8 = 0x1E;

/// Words of a field, joined.
#[derive(Default)]
pub(super) struct Joined(String);

impl Joined {
    /// Room for so many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Adds a word after the one before.
    pub(super) fn after(&mut self, word: &str) {
        self.0.push(char::from(AFTER));
        self.0.push_str(word);
    }

    /// Adds a word in the place of the one before.
    pub(super) fn beside(&mut self, word: &str) {
        self.0.push(char::from(BESIDE));
        self.0.push_str(word);
    }

    /// Adds all words of another one after those that are in.
    pub(super) fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// Whether there is no word.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the engine is given.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Cuts joined words.
#[derive(Clone, Default)]
pub(super) struct Cutter {
    token: Token,
}

/// The words of one field.
pub(super) struct Cut<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Cut<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut<'a> {
        self.token.reset();
        Cut { rest: text, token: &mut self.token }
    }
}

impl TokenStream for Cut<'_> {
    fn advance(&mut self) -> bool {
        let Some(sign) = self.rest.bytes().next() else { return false };
        let end = self.rest[1..].find([char::from(AFTER), char::from(BESIDE)]).map_or(self.rest.len(), |at| at + 1);
        // The first word of all stands at 0, one after "nowhere", which is the highest number.
        self.token.position = self.token.position.wrapping_add(usize::from(sign == AFTER));
        self.token.text.clear();
        self.token.text.push_str(&self.rest[1..end]);
        self.rest = &self.rest[end..];
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_in_their_places() {
        let mut joined = Joined::default();
        joined.after("^ผู้");
        joined.beside("ผู้");
        joined.after("ลี้");
        let mut cutter = Cutter::default();
        for _ in 0..2 {
            let mut found = Vec::new();
            cutter.token_stream(joined.as_str()).process(&mut |token| found.push((token.position, token.text.clone())));
            assert_eq!(found, [(0, "^ผู้".to_owned()), (0, "ผู้".to_owned()), (1, "ลี้".to_owned())]);
        }
        assert!(!cutter.token_stream("").advance());
    }
}
