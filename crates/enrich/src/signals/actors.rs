//! Who takes part: groups and organisations by name (`config/actors.toml`), or by the words that the lexicon has for
//! armed groups, forces, parties, communities and associations. Never a person.

use super::lexicon::{LexiconError, line_of};
use super::matching::Scan;
use super::rules::Lexicon;
use super::token::fold;
use domain::{Actor, ActorType};
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;

/// Tokens of a text in which names are looked for.
const TOKENS_MAX: usize = 600;
/// In Arabic a name of so few letters counts only as part of a longer one.
const ARABIC: &str = "ara";
const SHORT_LETTERS_MAX: usize = 6;
/// Actors of one text that are kept.
const ACTORS_MAX: usize = 12;

/// Word classes of the lexicons that stand for an actor without a name.
const CLASSES: [(&str, ActorType); 8] = [
    ("militant", ActorType::ArmedGroup),
    ("militia", ActorType::ArmedGroup),
    ("army", ActorType::SecurityForce),
    ("police", ActorType::SecurityForce),
    ("politics_group", ActorType::Party),
    ("group_word", ActorType::Community),
    ("civil", ActorType::Csn),
    ("association", ActorType::Csn),
];

/// A file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    actor: Vec<RawActor>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawActor {
    name: String,
    #[serde(rename = "type")]
    kind: ActorType,
    /// Where it acts, ISO 3166-1 alpha-3: for people who read the file.
    #[serde(default, rename = "countries")]
    _countries: Vec<String>,
    names: Vec<String>,
}

/// The listed actors, by the first token of each of their names.
#[derive(Debug, Default)]
pub(super) struct Names {
    listed: Vec<(String, ActorType)>,
    by_first: HashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Names {
    /// Reads `config/actors.toml`.
    pub fn read(text: &str) -> Result<Self, LexiconError> {
        let raw: Raw = toml::from_str(text).map_err(|error| LexiconError::List {
            file: "actors.toml".to_owned(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            message: error.message().to_owned(),
        })?;
        let mut names = Self::default();
        for actor in raw.actor {
            for name in &actor.names {
                let mut tokens = fold(name).into_iter();
                if let Some(first) = tokens.next() {
                    names.by_first.entry(first).or_default().push((tokens.collect(), names.listed.len()));
                }
            }
            names.listed.push((actor.name, actor.kind));
        }
        // The longest name that stands somewhere is the one that is meant.
        names.by_first.values_mut().for_each(|own| own.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len())));
        Ok(names)
    }

    /// The listed actor whose name begins at a token, and one past the last token of the name.
    fn at(&self, lang: &str, text: &str, scan: &Scan, at: usize) -> Option<(usize, usize)> {
        let tokens = &scan.tokens;
        let own = self.by_first.get(tokens.folded(at))?;
        // "allies" is no armed group, "Allies" may be.
        if text[tokens.tokens[at].bytes.clone()].starts_with(char::is_lowercase) {
            return None;
        }
        let stands = |rest: &[String]| {
            at + rest.len() < tokens.tokens.len()
                && rest.iter().zip(at + 1..).all(|(word, next)| tokens.folded(next) == word)
        };
        let (rest, actor) = own.iter().find(|(rest, _)| stands(rest))?;
        (!rest.is_empty() || !may_be_a_word(lang, text, scan, at)).then_some((*actor, at + 1 + rest.len()))
    }
}

/// Whether one word may be part of a person's name: a capital stands beside it ("Borana Ali"); or, in Arabic, so short
/// that it is a word of the language as well ("two students", "conquest").
fn may_be_a_word(lang: &str, text: &str, scan: &Scan, at: usize) -> bool {
    let tokens = &scan.tokens.tokens;
    let word = &text[tokens[at].bytes.clone()];
    if !word.starts_with(char::is_uppercase) {
        return lang == ARABIC && word.chars().count() <= SHORT_LETTERS_MAX;
    }
    let acronym = word.chars().nth(1).is_some_and(char::is_uppercase);
    let capital = |other: usize, later: usize| {
        let (Some(other), Some(later)) = (tokens.get(other), tokens.get(later)) else { return false };
        !later.parted && text[other.bytes.clone()].starts_with(char::is_uppercase)
    };
    let opens = |at: usize| scan.tokens.sentences.iter().any(|sentence| sentence.start == at);
    let before = at.checked_sub(1).is_some_and(|before| !opens(before) && !opens(at) && capital(before, at));
    !acronym && (before || capital(at + 1, at + 1))
}

/// The actors of a title and a text, in the order of their first mention; `told` are the sentences of each in which a signal
/// was found: there words count as well as names.
pub(super) fn read(
    lexicon: &Lexicon,
    names: &Names,
    passages: [(&str, &Scan); 2],
    told: &dyn Fn(usize, usize) -> bool,
) -> Vec<Actor> {
    let classes: Vec<_> = CLASSES.iter().filter_map(|(name, kind)| Some((lexicon.class(name)?, *kind))).collect();
    let mut actors: Vec<Actor> = Vec::new();
    for (number, (text, scan)) in passages.into_iter().enumerate() {
        let mut found: Vec<(Range<usize>, ActorType, Option<String>)> = Vec::new();
        let mut at = 0;
        while at < scan.tokens.tokens.len().min(TOKENS_MAX) {
            let Some((actor, end)) = names.at(&lexicon.code, text, scan, at) else {
                at += 1;
                continue;
            };
            let (name, kind) = &names.listed[actor];
            found.push((at..end, *kind, Some(name.clone())));
            at = end;
        }
        let listed = found.len();
        let told = scan.by_sentence.iter().enumerate().filter(|(sentence, _)| told(number, *sentence));
        for (_, range) in told {
            for hit in &scan.hits[range.clone()] {
                let own = hit.start as usize..hit.end as usize;
                let named = found[..listed].iter().any(|(span, ..)| span.start < own.end && own.start < span.end);
                if let Some((_, kind)) = classes.iter().find(|(class, _)| *class == hit.class).filter(|_| !named) {
                    found.push((own, *kind, None));
                }
            }
        }
        found.sort_by_key(|(span, ..)| span.start);
        for (span, kind, name) in found {
            let chars = scan.tokens.tokens[span.start].chars.start..scan.tokens.tokens[span.end - 1].chars.end;
            let place = if number == 0 { 0..0 } else { chars };
            match actors.iter().position(|known| known.kind == kind && known.name == name) {
                // A mention in the text has a place.
                Some(at) if actors[at].end == 0 => (actors[at].start, actors[at].end) = (place.start, place.end),
                Some(_) => {}
                None => actors.push(Actor { kind, name, start: place.start, end: place.end }),
            }
        }
    }
    actors.truncate(ACTORS_MAX);
    actors
}
