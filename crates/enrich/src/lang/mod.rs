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

/// What the number of people who speak a language is worth: an even choice falls on the larger one.
const PRIOR_WORTH: f32 = 0.25;

/// Millions of speakers, first and second language together, rounded.
static SPEAKERS: &str = include_str!("../../data/lang-speakers.tsv");

/// What the letters of a name are worth beside those of other words: names wander between languages.
const NAME_SHARE: f32 = 0.5;

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

/// Languages whose words stand in the texts of many others, and what such a word is worth beside one of the language itself.
const LENDERS: [&str; 4] = ["eng", "fra", "spa", "por"];
const LOAN_SHARE: f32 = 0.9;

/// What each loan costs a language that is held against its lender: natural logarithms, before [`OVERLAP`].
const LOAN_COST: f32 = 9.0;

/// A text with more known n-grams has enough words of its own language; one with fewer words shows no loans.
const LOANS_KNOWN_MAX: u32 = 500;
const LOANS_WORDS_MIN: usize = 5;

/// Tells languages apart. Cheap to share, expensive enough to make once.
#[derive(Debug)]
pub struct Identifier {
    model: Model,
    /// One for each language, see [`FLOORS`].
    floors: Vec<f32>,
    /// One for each language, see [`SPEAKERS`]; natural logarithms of odds.
    priors: Vec<f32>,
}

impl Identifier {
    /// Reads the built-in model.
    pub fn new() -> Self {
        let model = Model::load(MODEL).expect("the built-in language model is checked by a test");
        let of_each = |table: &str, usual: f32| -> Vec<f32> {
            model
                .codes()
                .iter()
                .map(|code| value_in(table, code).or_else(|| value_in(table, "*")).unwrap_or(usual))
                .collect()
        };
        let floors = of_each(FLOORS, 0.0);
        let priors = of_each(SPEAKERS, 1.0).into_iter().map(|millions| PRIOR_WORTH * millions.ln()).collect();
        Self { model, floors, priors }
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

    /// How well the model explains a text: the likeliest language, the mean score of an n-gram in it, names left out, and
    /// the number of n-grams behind it. For those who set the floors of `data/lang-floors.tsv`.
    pub fn fit(&self, text: &str) -> Option<(&'static str, f32, u32)> {
        let (scores, heard) = self.listen(text, None);
        let (number, _) = leader(&scores)?;
        Some((self.codes()[number], self.mean_with_loans(text, number), heard.words.heard))
    }

    fn by_model(&self, text: &str, hint: Option<&str>, share: f32) -> Language {
        let (mut scores, heard) = self.listen(text, hint);
        if heard.known() < KNOWN_MIN {
            return Language::undetermined();
        }
        let Some((number, _)) = leader(&scores) else { return Language::undetermined() };
        let open = heard.known() < LOANS_KNOWN_MAX && lead(&scores) < LEAD_DECIDES;
        if open && LENDERS.contains(&self.codes()[number]) {
            self.count_loans(text, number, &mut scores);
        }
        let Some((number, top)) = leader(&scores) else { return Language::undetermined() };
        let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum();
        let confidence = share / sum;
        let code = self.codes()[number];
        let strange = heard.words.heard >= STRANGE_HEARD_MIN
            && heard.words.mean(number) < self.floors[number]
            && hint != Some(code)
            && script::is_latin(text)
            && self.mean_with_loans(text, number) < self.floors[number];
        if confidence < CONFIDENCE_MIN || strange {
            return Language::undetermined();
        }
        Language { code: code.to_owned(), confidence }
    }

    /// Holds every language against one that lends to many: words of the lender may be loans, each at a cost, while words of
    /// the others are none in the lender ("Direction ya école ebongisi programme" is Lingala).
    fn count_loans(&self, text: &str, lender: usize, scores: &mut [f32]) {
        let words = Words::of(text);
        if words.ends.len() < LOANS_WORDS_MIN {
            return;
        }
        let mut leads = vec![0.0_f32; scores.len()];
        for (word, name) in words.iter() {
            let mut evidence = self.model.silence();
            self.model.hear(word, &mut evidence);
            let share = if name { NAME_SHARE } else { 1.0 };
            let at_lender = evidence.score(lender);
            leads
                .iter_mut()
                .zip(evidence.scores())
                .for_each(|(lead, own)| *lead += share * (own - at_lender).max(-LOAN_COST));
        }
        let top = scores[lender] - self.priors[lender];
        for ((score, lead), prior) in scores.iter_mut().zip(leads).zip(&self.priors) {
            *score = score.max(top + lead / OVERLAP + prior);
        }
    }

    /// Mean score of an n-gram in a language, where each word may also be a loan from one that lends to many. Names are left out.
    fn mean_with_loans(&self, text: &str, number: usize) -> f32 {
        let lenders: Vec<usize> =
            LENDERS.iter().filter_map(|lender| self.codes().iter().position(|code| code == lender)).collect();
        let (mut sum, mut heard) = (0.0, 0);
        for (word, _) in Words::of(text).iter().filter(|(_, name)| !name) {
            let mut evidence = self.model.silence();
            self.model.hear(word, &mut evidence);
            let own = evidence.mean(number);
            let loan = lenders.iter().map(|lender| LOAN_SHARE * evidence.mean(*lender)).fold(0.0, f32::max);
            sum += own.max(loan) * evidence.heard as f32;
            heard += evidence.heard;
        }
        sum / heard.max(1) as f32
    }

    /// Reads a text until it is decided; a score for each language, and what they come from.
    fn listen(&self, text: &str, hint: Option<&str>) -> (Vec<f32>, Heard) {
        let words = Words::of(text);
        let mut heard = Heard { words: self.model.silence(), names: self.model.silence() };
        let mut scores = Vec::new();
        for pass in 0..PASSES {
            for (word, name) in words.iter().skip(pass).step_by(PASSES) {
                self.model.hear(word, if name { &mut heard.names } else { &mut heard.words });
            }
            scores = self.scores(&heard, hint);
            if heard.known() >= KNOWN_DECIDES && lead(&scores) > LEAD_DECIDES {
                break;
            }
        }
        (scores, heard)
    }

    /// Natural logarithms of odds, up to a constant.
    fn scores(&self, heard: &Heard, hint: Option<&str>) -> Vec<f32> {
        let of_text = heard.words.scores().zip(heard.names.scores());
        let one = |(((words, names), prior), code): (((f32, f32), &f32), &&str)| {
            (words + NAME_SHARE * names) / OVERLAP + prior + if hint == Some(code) { HINT_WORTH } else { 0.0 }
        };
        of_text.zip(&self.priors).zip(self.codes()).map(one).collect()
    }
}

/// What the words of a text said, names apart.
struct Heard {
    words: Evidence,
    names: Evidence,
}

impl Heard {
    fn known(&self) -> u32 {
        self.words.known + self.names.known
    }
}

/// The first words of a text, up to [`LETTERS_MAX`], and which of them are names.
#[derive(Default)]
struct Words {
    letters: String,
    ends: Vec<(usize, bool)>,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut letters = 0;
        each_word(text, |word, name| {
            words.letters.push_str(word);
            words.ends.push((words.letters.len(), name));
            letters += word.chars().count();
            if letters > LETTERS_MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        words
    }

    fn iter(&self) -> impl Iterator<Item = (&str, bool)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        starts.zip(&self.ends).map(|(start, (end, name))| (&self.letters[start..*end], *name))
    }
}

/// The value of a code in a table of two columns.
fn value_in(table: &str, code: &str) -> Option<f32> {
    table.lines().filter_map(|line| line.split_once('\t')).find(|(name, _)| *name == code)?.1.parse().ok()
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
        assert!(undetermined * 10 >= answers.len() * 8, "{undetermined} of {}: {answers:?}", answers.len());
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
