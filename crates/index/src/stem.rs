//! Stems, by language: one word finds its inflections.
//!
//! A stem is written `spa:desplaz`: the language is part of it, so that stems of all languages share one field and a
//! query is put to each language that the index holds. Languages without a stemmer are found by their words as they are.

use crate::tokenize::{Token, fold_plain};
use frostem::{Algorithm, Stemmer};
use std::collections::HashMap;

/// Which words a stemmer can make sense of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Tamil,
    Greek,
    Armenian,
    Hebrew,
}

/// ISO 639-3, stemmer, scripts. A language with a stemmer of its own is one line here.
const STEMMERS: [(&str, Algorithm, &[Script]); 33] = [
    ("eng", Algorithm::English, &[Script::Latin]),
    ("spa", Algorithm::Spanish, &[Script::Latin]),
    ("fra", Algorithm::French, &[Script::Latin]),
    ("por", Algorithm::Portuguese, &[Script::Latin]),
    ("ara", Algorithm::Arabic, &[Script::Arabic]),
    ("rus", Algorithm::Russian, &[Script::Cyrillic]),
    ("fas", Algorithm::Persian, &[Script::Arabic]),
    ("hin", Algorithm::Hindi, &[Script::Devanagari]),
    ("nep", Algorithm::Nepali, &[Script::Devanagari]),
    ("ind", Algorithm::Indonesian, &[Script::Latin]),
    ("tur", Algorithm::Turkish, &[Script::Latin]),
    ("deu", Algorithm::German, &[Script::Latin]),
    ("ita", Algorithm::Italian, &[Script::Latin]),
    ("nld", Algorithm::Dutch, &[Script::Latin]),
    ("pol", Algorithm::Polish, &[Script::Latin]),
    ("ces", Algorithm::Czech, &[Script::Latin]),
    ("ron", Algorithm::Romanian, &[Script::Latin]),
    ("hun", Algorithm::Hungarian, &[Script::Latin]),
    ("srp", Algorithm::Serbian, &[Script::Latin, Script::Cyrillic]),
    ("cat", Algorithm::Catalan, &[Script::Latin]),
    ("eus", Algorithm::Basque, &[Script::Latin]),
    ("gle", Algorithm::Irish, &[Script::Latin]),
    ("dan", Algorithm::Danish, &[Script::Latin]),
    ("nor", Algorithm::Norwegian, &[Script::Latin]),
    ("swe", Algorithm::Swedish, &[Script::Latin]),
    ("fin", Algorithm::Finnish, &[Script::Latin]),
    ("est", Algorithm::Estonian, &[Script::Latin]),
    ("lit", Algorithm::Lithuanian, &[Script::Latin]),
    ("sot", Algorithm::Sesotho, &[Script::Latin]),
    ("ell", Algorithm::Greek, &[Script::Greek]),
    ("hye", Algorithm::Armenian, &[Script::Armenian]),
    ("tam", Algorithm::Tamil, &[Script::Tamil]),
    ("yid", Algorithm::Yiddish, &[Script::Hebrew]),
];

/// Members of a macrolanguage (and near kin that one stemmer serves), and the code under which they are kept.
const KIN: [(&str, &str); 27] = [
    ("arb", "ara"),
    ("arz", "ara"),
    ("apc", "ara"),
    ("apd", "ara"),
    ("acm", "ara"),
    ("ary", "ara"),
    ("arq", "ara"),
    ("aeb", "ara"),
    ("ayl", "ara"),
    ("cmn", "zho"),
    ("pes", "fas"),
    ("prs", "fas"),
    ("swh", "swa"),
    ("swc", "swa"),
    ("npi", "nep"),
    ("nob", "nor"),
    ("nno", "nor"),
    ("ekk", "est"),
    ("hrv", "srp"),
    ("bos", "srp"),
    ("hbs", "srp"),
    ("zsm", "msa"),
    ("ory", "ori"),
    ("ydd", "yid"),
    ("lvs", "lav"),
    ("khk", "mon"),
    ("plt", "mlg"),
];

/// Stems kept at most by one cache; it starts anew beyond.
const CACHE_MAX: usize = 200_000;
/// Arabic prefixes: conjunctions and prepositions with the article, longest first.
const ARABIC_PREFIXES: [&str; 7] = ["وال", "بال", "كال", "فال", "ولل", "ال", "لل"];
/// Letters that must be left after a prefix.
const ARABIC_REST_MIN: usize = 3;

/// Languages whose stemmers change the beginning of a word.
const PREFIXING: [&str; 8] = ["ara", "fas", "gle", "hin", "ind", "nep", "sot", "yid"];

/// The code under which a language is kept and looked for.
pub(crate) fn language(code: &str) -> &str {
    KIN.iter().find(|(member, _)| *member == code).map_or(code, |(_, whole)| whole)
}

/// Languages that have a stemmer for words of this one's script.
pub(crate) fn languages_for(word: &str) -> impl Iterator<Item = &'static str> {
    let script = word.chars().find_map(script);
    STEMMERS.iter().filter(move |(_, _, scripts)| script.is_some_and(|own| scripts.contains(&own))).map(|each| each.0)
}

/// The language, if it has a stemmer.
pub(crate) fn stemmed(lang: &str) -> Option<&'static str> {
    STEMMERS.iter().map(|each| each.0).find(|code| *code == lang)
}

fn script(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{531}'..='\u{58A}' => Script::Armenian,
        '\u{591}'..='\u{5F4}' => Script::Hebrew,
        '\u{620}'..='\u{77F}' => Script::Arabic,
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{B80}'..='\u{BFF}' => Script::Tamil,
        _ => return None,
    })
}

/// The stems of a word in one language: that of the word as it stands, and those of the word typed without accents and
/// of a singular that the stemmer misses, where they are others. Empty when the language has no stemmer for the script.
pub(crate) fn stems(lang: &str, token: &Token) -> Vec<String> {
    let Some((lang, algorithm, scripts)) = STEMMERS.iter().find(|(code, ..)| *code == lang) else {
        return Vec::new();
    };
    if !token.folded.chars().find_map(script).is_some_and(|own| scripts.contains(&own)) {
        return Vec::new();
    }
    let stemmer = Stemmer::new(*algorithm);
    let mut found = Vec::new();
    let mut add = |word: &str| {
        let stem = format!("{lang}:{}", stem(stemmer, word));
        if !found.contains(&stem) {
            found.push(stem);
        }
    };
    add(token.word());
    if token.is_accented() {
        add(&token.folded);
    }
    if let Some(singular) = singular(*algorithm, &token.folded) {
        add(singular);
    }
    found
}

/// The stem without its language.
pub(crate) fn bare(stem: &str) -> &str {
    stem.split_once(':').map_or(stem, |(_, bare)| bare)
}

/// Whether a folded word is its own stem. The index does not write such a stem beside the word: every word that folds to
/// it has this stem, so that the word itself, in documents of the language, says it.
pub(crate) fn is_own(lang: &str, folded: &str) -> bool {
    let Some((_, algorithm, scripts)) = STEMMERS.iter().find(|(code, ..)| *code == lang) else { return false };
    folded.chars().find_map(script).is_some_and(|own| scripts.contains(&own))
        && stem(Stemmer::new(*algorithm), folded) == folded
}

/// Spanish and Portuguese words that end in a consonant: the Snowball stemmers take the end of *líder*, *mujer*, *lugar*
/// for that of a verb, but not that of their plurals, so that the two would never meet.
fn singular(algorithm: Algorithm, folded: &str) -> Option<&str> {
    let romance = matches!(algorithm, Algorithm::Spanish | Algorithm::Portuguese);
    let singular = folded.strip_suffix("es").filter(|_| romance)?;
    singular.ends_with(['r', 'l', 'n', 'd']).then_some(singular)
}

fn stem(stemmer: Stemmer, word: &str) -> String {
    let word = if stemmer.algorithm() == Algorithm::Arabic { without_arabic_prefix(word) } else { word };
    fold_plain(&stemmer.stem(word))
}

/// The Snowball stemmer leaves most prefixes; they are glued to the noun like articles elsewhere.
fn without_arabic_prefix(word: &str) -> &str {
    let rest = ARABIC_PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(word);
    if rest.chars().count() >= ARABIC_REST_MIN { rest } else { word }
}

/// Whether a word can have one of these stems, judged by its first letter alone: most words of a text cannot, and need no
/// stemming to be told. Where prefixes are stripped nothing can be told.
pub(crate) fn may_have(lang: &str, token: &Token, stems: &[String]) -> bool {
    let first = token.folded.chars().next();
    let begins = |stem: &String| stem[lang.len()..].chars().nth(1) == first;
    PREFIXING.contains(&lang) || stems.iter().any(begins)
}

/// Remembers stems of the words of one language after another: most words of a text have been seen before.
#[derive(Default)]
pub(crate) struct StemCache {
    by_language: HashMap<&'static str, Known>,
    kept: usize,
}

/// Words of a language and their stems.
type Known = HashMap<Box<str>, Box<[Box<str>]>>;

impl StemCache {
    /// The part of one language; `None` when it has no stemmer.
    pub(crate) fn of(&mut self, lang: &str) -> Option<LanguageStems<'_>> {
        let lang = stemmed(lang)?;
        if self.kept >= CACHE_MAX {
            *self = Self::default();
        }
        Some(LanguageStems { lang, known: self.by_language.entry(lang).or_default(), kept: &mut self.kept })
    }
}

/// The remembered stems of one language.
pub(crate) struct LanguageStems<'a> {
    lang: &'static str,
    known: &'a mut Known,
    kept: &'a mut usize,
}

impl LanguageStems<'_> {
    /// [`stems`], remembered.
    pub(crate) fn stems(&mut self, token: &Token) -> &[Box<str>] {
        if !self.known.contains_key(token.word()) {
            let stems = stems(self.lang, token).into_iter().map(String::into_boxed_str).collect();
            self.known.insert(token.word().into(), stems);
            *self.kept += 1;
        }
        self.known.get(token.word()).map_or(&[], |stems| stems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenize::tokens;

    fn meet(lang: &str, a: &str, b: &str) -> bool {
        let of = |word| tokens(word).iter().flat_map(|token| stems(lang, token)).collect::<Vec<_>>();
        let (a, b) = (of(a), of(b));
        a.iter().any(|stem| b.contains(stem))
    }

    #[test]
    fn inflections_meet_in_their_stem() {
        for (lang, a, b) in [
            ("eng", "clashes", "clash"),
            ("eng", "displaced", "displacing"),
            ("spa", "desplazados", "desplazada"),
            ("spa", "movilización", "movilizaciones"),
            ("spa", "líderes", "líder"),
            ("spa", "mujeres", "mujer"),
            ("fra", "déplacés", "déplacée"),
            ("por", "ataques", "ataque"),
            ("rus", "столкновения", "столкновений"),
            ("hin", "हत्याओं", "हत्या"),
            ("ara", "والنازحون", "النازحين"),
            ("ara", "للهجوم", "الهجوم"),
            ("tur", "çatışmalar", "çatışma"),
        ] {
            assert!(meet(lang, a, b), "{lang}: {a} and {b}");
        }
    }

    #[test]
    fn a_word_typed_without_accents_meets_the_accented_one() {
        assert!(meet("spa", "líderes", "lider"));
        assert!(meet("spa", "movilización", "movilizacion"));
        assert!(meet("fra", "déplacés", "deplaces"));
        assert!(meet("ara", "الأزمة", "الازمه"));
    }

    #[test]
    fn a_stemmer_reads_its_own_script_only() {
        let russian = &tokens("столкновение")[0];
        assert!(stems("eng", russian).is_empty() && stems("und", russian).is_empty());
        assert_eq!(languages_for("столкновение").collect::<Vec<_>>(), ["rus", "srp"]);
        assert_eq!(languages_for("2026").count(), 0);
    }

    #[test]
    fn members_count_as_their_macrolanguage() {
        assert_eq!([language("arb"), language("swh"), language("spa")], ["ara", "swa", "spa"]);
    }
}
