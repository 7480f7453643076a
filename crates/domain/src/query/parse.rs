//! The query language, read by hand: a word of it that is not understood is an error, never silently something else.

use super::{Expr, Field};
use crate::{RegionId, SourceId};
use chrono::NaiveDate;

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("query, character {at}: {what}")]
pub struct QueryError {
    /// Character position, from 1.
    pub at: usize,
    /// What is wrong and what is expected.
    pub what: String,
}

const FIELDS: &str = "title, text, country, region, category, source, class, lang, since, until";
/// Deeper nesting than anyone types; bounds the recursion.
const DEPTH_MAX: usize = 32;

/// Reads a whole query; an empty one matches everything.
pub(super) fn expr(text: &str) -> Result<Expr, QueryError> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Expr::All);
    }
    let mut reader = Reader { tokens: &tokens, next: 0, end: text.chars().count() + 1 };
    let expr = reader.or(0)?;
    match reader.peek() {
        None => Ok(expr),
        Some(token) => Err(error(token.at, "this closing parenthesis was never opened")),
    }
}

fn error(at: usize, what: impl Into<String>) -> QueryError {
    QueryError { at, what: what.into() }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    /// field (empty: none), value, quoted
    Term(String, String, bool),
}

#[derive(Debug, Clone)]
struct Token {
    at: usize,
    kind: Kind,
}

fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let at = i + 1;
        let c = chars[i];
        let kind = match c {
            _ if c.is_whitespace() => {
                i += 1;
                continue;
            }
            '(' => Kind::Open,
            ')' => Kind::Close,
            '-' if chars.get(i + 1).is_some_and(|next| !next.is_whitespace()) => Kind::Not,
            _ => {
                let (kind, next) = term(&chars, i)?;
                i = next;
                tokens.push(Token { at, kind });
                continue;
            }
        };
        i += 1;
        tokens.push(Token { at, kind });
    }
    Ok(tokens)
}

/// Reads `word`, `"a phrase"`, `field:value` or `field:"value"` from position `i`.
fn term(chars: &[char], start: usize) -> Result<(Kind, usize), QueryError> {
    let mut i = start;
    let mut field = String::new();
    let mut value = String::new();
    while i < chars.len() {
        match chars[i] {
            '"' if value.is_empty() => {
                let (phrase, next) = quoted(chars, i)?;
                return Ok((Kind::Term(field, phrase, true), next));
            }
            ':' if field.is_empty() && !value.is_empty() && value.chars().all(|c| c.is_ascii_alphabetic()) => {
                field = std::mem::take(&mut value).to_ascii_lowercase();
            }
            '(' | ')' | '"' => break,
            c if c.is_whitespace() => break,
            c => value.push(c),
        }
        i += 1;
    }
    let kind = match (field.as_str(), value.as_str()) {
        ("", "AND" | "&&") => Kind::And,
        ("", "OR" | "||") => Kind::Or,
        ("", "NOT") => Kind::Not,
        (named, "") => return Err(error(start + 1, format!("a value is expected after {named}:"))),
        _ => Kind::Term(field, value, false),
    };
    Ok((kind, i))
}

fn quoted(chars: &[char], open: usize) -> Result<(String, usize), QueryError> {
    match chars[open + 1..].iter().position(|c| *c == '"') {
        Some(length) => Ok((chars[open + 1..open + 1 + length].iter().collect(), open + length + 2)),
        None => Err(error(open + 1, "this quotation mark is never closed")),
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    next: usize,
    end: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.next += usize::from(found);
        found
    }

    fn or(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut parts = vec![self.and(depth)?];
        while self.takes(&Kind::Or) {
            parts.push(self.and(depth)?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    fn and(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut parts = vec![self.not(depth)?];
        loop {
            self.takes(&Kind::And);
            match self.peek().map(|token| &token.kind) {
                None | Some(Kind::Or | Kind::Close) => break,
                Some(_) => parts.push(self.not(depth)?),
            }
        }
        Ok(one_or(parts, Expr::And))
    }

    fn not(&mut self, depth: usize) -> Result<Expr, QueryError> {
        if depth > DEPTH_MAX {
            return Err(error(
                self.peek().map_or(self.end, |t| t.at),
                format!("nested deeper than {DEPTH_MAX} levels"),
            ));
        }
        if self.takes(&Kind::Not) {
            return Ok(Expr::Not(Box::new(self.not(depth + 1)?)));
        }
        let Some(token) = self.peek().cloned() else {
            return Err(error(self.end, "the query ends where a word or a condition is expected"));
        };
        self.next += 1;
        match token.kind {
            Kind::Open => {
                let inner = self.or(depth + 1)?;
                if self.takes(&Kind::Close) {
                    Ok(inner)
                } else {
                    Err(error(token.at, "this parenthesis is never closed"))
                }
            }
            Kind::Term(field, value, quoted) => condition(&field, &value, quoted).map_err(|what| error(token.at, what)),
            Kind::Close => Err(error(token.at, "a word or a condition is expected before this closing parenthesis")),
            Kind::And | Kind::Or | Kind::Not => {
                Err(error(token.at, "a word or a condition is expected on both sides of AND and OR"))
            }
        }
    }
}

fn one_or(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    if parts.len() == 1 { parts.remove(0) } else { join(parts) }
}

fn condition(field: &str, value: &str, quoted: bool) -> Result<Expr, String> {
    let region = || value.parse::<RegionId>().map_err(|e| e.to_string());
    Ok(match field {
        "" => words(Field::Any, value, quoted)?,
        "title" => words(Field::Title, value, quoted)?,
        "text" => words(Field::Text, value, quoted)?,
        "country" => Expr::Region(RegionId::country(region()?.country)),
        "region" => Expr::Region(region()?),
        "category" => Expr::Category(value.into()),
        "source" => Expr::Source(SourceId::new(value)),
        "class" => Expr::Class(class(value)?),
        "lang" => Expr::Lang(language(value)?),
        "since" => Expr::Published { since: Some(day(value)?), until: None },
        "until" => Expr::Published { since: None, until: Some(day(value)?) },
        other => return Err(format!("there is no field {other:?}; known: {FIELDS}. To search for the text, quote it")),
    })
}

fn words(field: Field, value: &str, quoted: bool) -> Result<Expr, String> {
    if quoted {
        return Ok(Expr::Phrase(field, value.to_owned()));
    }
    let stem = value.strip_suffix('*').unwrap_or(value);
    if let Some(sign) = stem.chars().find(|c| matches!(c, '*' | '?' | '~' | '^' | '[' | ']' | '{' | '}')) {
        return Err(format!(
            "{sign:?} has no meaning here; * stands at the end of a word. To search for the sign, quote it"
        ));
    }
    match value.strip_suffix('*') {
        Some("") => Err("* needs the beginning of a word before it".to_owned()),
        Some(start) => Ok(Expr::Prefix(field, start.to_owned())),
        None => Ok(Expr::Word(field, value.to_owned())),
    }
}

fn class(value: &str) -> Result<crate::SourceClass, String> {
    use crate::SourceClass::{CivilSociety, Field, International, News, Official};
    [Field, CivilSociety, News, Official, International].into_iter().find(|class| class.as_str() == value).ok_or_else(
        || format!("there is no class {value:?}; known: field, civil-society, news, official, international"),
    )
}

/// Two-letter codes of the languages people most often type; everything else is ISO 639-3.
const TWO_LETTER: [(&str, &str); 16] = [
    ("en", "eng"),
    ("es", "spa"),
    ("fr", "fra"),
    ("pt", "por"),
    ("ar", "ara"),
    ("ru", "rus"),
    ("sw", "swa"),
    ("zh", "zho"),
    ("fa", "fas"),
    ("ur", "urd"),
    ("hi", "hin"),
    ("bn", "ben"),
    ("id", "ind"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("am", "amh"),
];

fn language(value: &str) -> Result<String, String> {
    let code = value.to_ascii_lowercase();
    if let Some((_, three)) = TWO_LETTER.iter().find(|(two, _)| *two == code) {
        return Ok((*three).to_owned());
    }
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase()) {
        return Ok(code);
    }
    Err(format!("{value:?} is not a language: a code of ISO 639-3 is expected, for example spa"))
}

fn day(value: &str) -> Result<NaiveDate, String> {
    value.parse().map_err(|_| format!("{value:?} is not a day: YYYY-MM-DD is expected, for example 2026-03-01"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(word: &str) -> Expr {
        Expr::Word(Field::Any, word.to_owned())
    }

    #[test]
    fn words_stand_together_unless_or_parts_them() {
        assert_eq!(expr("a b OR c"), Ok(Expr::Or(vec![Expr::And(vec![any("a"), any("b")]), any("c")])));
        assert_eq!(expr("a AND (b OR c)"), Ok(Expr::And(vec![any("a"), Expr::Or(vec![any("b"), any("c")])])));
        assert_eq!(expr("  "), Ok(Expr::All));
    }

    #[test]
    fn minus_and_not_are_one() {
        assert_eq!(expr("-a"), expr("NOT a"));
        assert_eq!(expr("cease-fire"), Ok(any("cease-fire")));
    }

    #[test]
    fn fields_become_conditions() {
        assert_eq!(expr("country:col"), Ok(Expr::Region("COL".parse().expect("a country"))));
        assert_eq!(
            expr("region:\"COL/Norte de Santander\""),
            Ok(Expr::Region("COL/Norte de Santander".parse().expect("a region")))
        );
        assert_eq!(expr("lang:es"), Ok(Expr::Lang("spa".into())));
        assert_eq!(expr("title:tierr*"), Ok(Expr::Prefix(Field::Title, "tierr".into())));
        assert_eq!(
            expr("https://example.org"),
            Err(error(
                1,
                "there is no field \"https\"; known: title, text, country, region, category, source, class, lang, since, until. To search for the text, quote it"
            ))
        );
    }

    #[test]
    fn what_is_not_understood_is_an_error_with_its_place() {
        for (text, at) in [
            ("a (b", 3),
            ("a)", 2),
            ("a \"b", 3),
            ("a OR", 5),
            ("clash~1", 1),
            ("w?2", 1),
            ("since:yesterday", 1),
            ("a lang:spanish", 3),
            ("x country:", 3),
        ] {
            let fault = expr(text).expect_err(text);
            assert_eq!(fault.at, at, "{text}: {fault}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        assert!(expr(&"(".repeat(100_000)).is_err());
        assert!(expr(&"-".repeat(100_000)).is_err());
        assert!(expr(&format!("{}a", "- ".repeat(10))).is_ok());
    }
}
