//! Which language a text is written in: the script first, then a small model of letters and function words.
//!
//! The model (`data/lang.bin`) is built by `scripts/build-language-model`. A confident wrong answer is worse than none:
//! confidence is a probability over the languages of the model, and a text that none of them explains is `und`.

pub mod features;
pub mod model;
mod script;
pub mod tag;

use domain::Language;
use features::each_word;
use model::{Evidence, Model};
use script::Script;
use std::ops::ControlFlow;

static MODEL: &[u8] = include_bytes!("../../data/lang.bin");

/// The scores count overlapping n-grams as if they were independent: their differences are divided by this.
const OVERLAP: f32 = 6.0;

/// What a hint (the publisher's tag, the source's language) is worth beside the text: natural logarithm of odds.
const HINT_WORTH: f32 = 2.0;

/// Nigerian Pidgin shares most n-grams with English, and each stands a little lower for it in the model. On longer texts
/// that would outweigh its own small words, so the difference is given back, per n-gram, from a headline's length on.
const PIDGIN: &str = "pcm";

/// See [`PIDGIN`]; natural logarithms, measured.
const PIDGIN_SHARED: f32 = 0.05;

/// See [`PIDGIN`]; known n-grams.
const PIDGIN_KNOWN_MIN: u32 = 60;

/// Letters of a text that are read at most: enough to be sure.
const LETTERS_MAX: usize = 800;

/// A text is read in so many passes, every n-th word in each, so that what was read so far is an even sample: a text may
/// open with names or a quotation in another language.
const PASSES: usize = 8;

/// A lead of so much decides: natural logarithm of odds. More text has never turned it.
const LEAD_DECIDES: f32 = 12.0;

/// Known n-grams without which no lead decides: two dozen words.
const KNOWN_DECIDES: u32 = 200;

/// A text without so many known n-grams says nothing to the model.
const KNOWN_MIN: u32 = 2;

/// Below this confidence the answer is `und`.
const CONFIDENCE_MIN: f32 = 0.2;

/// Mean score of an n-gram below which a text in Latin letters is not in a language of the list.
static FLOORS: &str = include_str!("../../data/lang-floors.tsv");

/// A text with fewer n-grams may have a low mean by chance: six words.
const STRANGE_HEARD_MIN: u32 = 150;

/// Tells languages apart. Cheap to share, expensive enough to make once.
#[derive(Debug)]
pub struct Identifier {
    model: Model,
    /// One for each language, see [`FLOORS`].
    floors: Vec<f32>,
}

impl Identifier {
    /// Reads the built-in model.
    pub fn new() -> Self {
        let model = Model::load(MODEL).expect("the built-in language model is checked by a test");
        let floors = model.codes().iter().map(|code| floor(code).or_else(|| floor("*")).unwrap_or_default()).collect();
        Self { model, floors }
    }

    /// The language of a text. `hint` is an ISO 639-3 code that makes this language likelier, no more.
    pub fn identify(&self, text: &str, hint: Option<&str>) -> Language {
        match script::leading(text) {
            None => Language::undetermined(),
            Some((Script::Alone(code), share)) => Language { code: code.to_owned(), confidence: share },
            Some((Script::Shared, share)) => self.by_model(text, hint, share),
        }
    }

    /// The language of a document: of its text, or of title and text together where the text is short.
    pub fn identify_document(&self, title: &str, text: &str, hint: Option<&str>) -> Language {
        const SHORT_BYTES: usize = 200;
        if text.len() >= SHORT_BYTES {
            self.identify(text, hint)
        } else {
            self.identify(&format!("{title}\n{text}"), hint)
        }
    }

    /// Codes of all languages that can be the answer of the model.
    pub fn codes(&self) -> &[&'static str] {
        self.model.codes()
    }

    fn by_model(&self, text: &str, hint: Option<&str>, share: f32) -> Language {
        let (scores, evidence) = self.listen(text, hint);
        if evidence.known < KNOWN_MIN {
            return Language::undetermined();
        }
        let Some((number, top)) = leader(&scores) else { return Language::undetermined() };
        let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum();
        let confidence = share / sum;
        let mean = evidence.scores().nth(number).unwrap_or_default() / evidence.heard.max(1) as f32;
        let code = self.codes()[number];
        let strange = evidence.heard >= STRANGE_HEARD_MIN
            && mean < self.floors[number]
            && hint != Some(code)
            && script::is_latin(text);
        if confidence < CONFIDENCE_MIN || strange {
            return Language::undetermined();
        }
        Language { code: code.to_owned(), confidence }
    }

    /// Reads a text until it is decided; a score for each language, and what they come from.
    fn listen(&self, text: &str, hint: Option<&str>) -> (Vec<f32>, Evidence) {
        let words = Words::of(text);
        let mut evidence = self.model.silence();
        let mut scores = Vec::new();
        for pass in 0..PASSES {
            words.iter().skip(pass).step_by(PASSES).for_each(|word| self.model.hear(word, &mut evidence));
            scores = self.scores(&evidence, hint);
            if evidence.known >= KNOWN_DECIDES && lead(&scores) > LEAD_DECIDES {
                break;
            }
        }
        (scores, evidence)
    }

    /// Natural logarithms of odds, up to a constant.
    fn scores(&self, evidence: &Evidence, hint: Option<&str>) -> Vec<f32> {
        let pidgin = PIDGIN_SHARED * evidence.known.saturating_sub(PIDGIN_KNOWN_MIN) as f32;
        let one = |(score, code): (f32, &&str)| {
            let given_back = if *code == PIDGIN { pidgin } else { 0.0 };
            (score + given_back) / OVERLAP + if hint == Some(code) { HINT_WORTH } else { 0.0 }
        };
        evidence.scores().zip(self.codes()).map(one).collect()
    }
}

/// The first words of a text, up to [`LETTERS_MAX`].
#[derive(Default)]
struct Words {
    letters: String,
    ends: Vec<usize>,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut letters = 0;
        each_word(text, |word| {
            words.letters.push_str(word);
            words.ends.push(words.letters.len());
            letters += word.chars().count();
            if letters > LETTERS_MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        words
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.letters[start..*end])
    }
}

/// The floor of a code in [`FLOORS`].
fn floor(code: &str) -> Option<f32> {
    FLOORS.lines().filter_map(|line| line.split_once('\t')).find(|(name, _)| *name == code)?.1.parse().ok()
}

/// The language with the highest score.
fn leader(scores: &[f32]) -> Option<(usize, f32)> {
    scores.iter().copied().enumerate().max_by(|one, other| one.1.total_cmp(&other.1))
}

/// How far the best score leads over the next one.
fn lead(scores: &[f32]) -> f32 {
    let (mut best, mut second) = (f32::MIN, f32::MIN);
    for &score in scores {
        if score > best {
            (best, second) = (score, best);
        } else {
            second = second.max(score);
        }
    }
    best - second
}

impl Default for Identifier {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_is_whole_and_knows_every_language_once() {
        let identifier = Identifier::new();
        let mut codes = identifier.codes().to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert!(codes.len() >= 40 && codes.len() == identifier.codes().len());
    }

    /// Close relatives of a listed language pass for it: see `docs/language.md`.
    #[test]
    fn many_texts_in_languages_outside_the_list_are_undetermined() {
        let identifier = Identifier::new();
        let texts = include_str!("../../../../tests/gold/lang/outside.jsonl").lines();
        let answers: Vec<String> = texts
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"))
            .map(|line| identifier.identify(line["text"].as_str().expect("a text"), None).code)
            .collect();
        let undetermined = answers.iter().filter(|code| *code == "und").count();
        assert!(undetermined * 10 >= answers.len() * 4, "{undetermined} of {}: {answers:?}", answers.len());
    }

    #[test]
    fn languages_are_told_apart_by_script_letters_and_small_words() {
        let identifier = Identifier::new();
        for (text, code) in [
            ("The elders of both villages met and agreed to share the well.", "eng"),
            ("Les anciens des deux villages se sont réunis hier.", "fra"),
            ("Los mayores de los dos pueblos se reunieron ayer.", "spa"),
            ("Os anciãos das duas aldeias reuniram-se ontem.", "por"),
            ("Wazee wa vijiji viwili walikutana jana na kukubaliana.", "swa"),
            ("Pipo for di village dey ask wetin go happun to dem oga.", "pcm"),
            ("Mutanen garin sun ce an kashe mutum biyu a harin.", "hau"),
            ("Odayaasha labada tuulo ayaa shalay kulmay.", "som"),
            ("اجتمع شيوخ القريتين أمس واتفقوا على تقاسم البئر.", "ara"),
            ("Старейшины двух деревень встретились вчера.", "rus"),
            ("የሁለቱ መንደሮች ሽማግሌዎች ትናንት ተገናኙ ነው።", "amh"),
            ("দুই গ্রামের প্রবীণরা গতকাল দেখা করেছেন।", "ben"),
            ("ရွာနှစ်ရွာက လူကြီးတွေ မနေ့က တွေ့ဆုံခဲ့တယ်။", "mya"),
            ("両方の村の長老が昨日会いました。", "jpn"),
            ("两个村庄的长老昨天见面了。", "zho"),
            ("123 456 —", "und"),
            ("", "und"),
        ] {
            assert_eq!(identifier.identify(text, None).code, code, "{text}");
        }
    }

    #[test]
    fn a_hint_decides_only_what_the_text_leaves_open() {
        let identifier = Identifier::new();
        let clear = "The elders of both villages met and agreed to share the well.";
        assert_eq!(identifier.identify(clear, Some("fra")).code, "eng");
        let open = identifier.identify("radio", Some("spa"));
        assert!(matches!(open.code.as_str(), "spa" | "und"), "{open:?}");
    }
}
