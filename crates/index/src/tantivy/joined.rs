//! Words on their way into the engine.
//!
//! The engine's own form for words that are broken already is written as JSON and read back on its way to the writing
//! thread. So the words travel in one string, each behind a character that says how long it is and whether it stands
//! after the one before or in its place, and the engine's tokenizer only has to cut.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the engine knows this tokenizer; it stands in the schema.
pub(super) const NAME: &str = "joined";

/// Adds a word after the one before.
pub(super) fn after(joined: &mut String, word: &str) {
    add(joined, word, 0);
}

/// Adds a word in the place of the one before.
pub(super) fn beside(joined: &mut String, word: &str) {
    add(joined, word, 1);
}

/// The character before a word is twice its length in bytes, and one more when it stands beside. Words are cut to 64
/// characters long before; one of more than 27,000 bytes, whose length is no character, is left out.
fn add(joined: &mut String, word: &str, beside: u32) {
    let length = u32::try_from(word.len() * 2).unwrap_or(u32::MAX);
    if let Some(head) = char::from_u32(length | beside) {
        joined.push(head);
        joined.push_str(word);
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
        let mut characters = self.rest.chars();
        let Some(head) = characters.next().map(u32::from) else { return false };
        let Some((word, rest)) = characters.as_str().split_at_checked((head / 2) as usize) else { return false };
        // The first word of all stands at 0, one after "nowhere", which is the highest number.
        self.token.position = self.token.position.wrapping_add(usize::from(head.is_multiple_of(2)));
        self.token.text.clear();
        self.token.text.push_str(word);
        self.rest = rest;
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
        let mut joined = String::new();
        after(&mut joined, "^ผู้");
        beside(&mut joined, "ผู้");
        after(&mut joined, &"ลี้".repeat(60));
        let mut cutter = Cutter::default();
        for _ in 0..2 {
            let mut found = Vec::new();
            cutter.token_stream(&joined).process(&mut |token| found.push((token.position, token.text.clone())));
            assert_eq!(found, [(0, "^ผู้".to_owned()), (0, "ผู้".to_owned()), (1, "ลี้".repeat(60))]);
        }
        assert!(!cutter.token_stream("").advance());
    }
}
