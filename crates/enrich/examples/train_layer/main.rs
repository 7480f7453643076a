//! Trains the learned layer of the signals: `train_layer OUT CONFIG [--without-fold N] FILE.jsonl...`.
//!
//! Files are labelled JSON lines, as `almenara eval` reads them: `title`, `text`, `lang`, `published`, `gold.relevant`,
//! and `gold.quad` or `gold.source_label` for the kind. The result depends on the files, their order and the lexicons alone.

mod linear;

use enrich::signals::{KINDS, Reader};
use linear::{Model, Row, calibrate, train};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

/// Headings of editors that say the kind.
const HEADING_KINDS: [(&str, usize); 1] = [("Armed conflicts and attacks", 4)];
/// A corpus that does not know all kinds pulls everything towards those it knows: it counts less when kinds are learned.
const SOME_KINDS: f32 = 0.3;
const FOLDS: u32 = 5;
/// A feature seen in fewer texts is left out.
const SEEN_MIN: usize = 10;

/// A labelled text as features.
struct Text {
    corpus: usize,
    fold: u32,
    features: Vec<(u32, f32)>,
    relevant: Option<bool>,
    kind: Option<usize>,
}

/// All texts, with what their numbers mean.
struct Texts {
    corpora: usize,
    names: Vec<String>,
    texts: Vec<Text>,
    /// Texts of each corpus that are labelled for relevance.
    sizes: Vec<f32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut without = None;
    if let Some(at) = arguments.iter().position(|argument| argument == "--without-fold") {
        without = Some(arguments.get(at + 1).ok_or("--without-fold needs a number")?.parse()?);
        arguments.drain(at..at + 2);
    }
    let [out, config, files @ ..] = arguments.as_slice() else {
        return Err("train_layer OUT CONFIG [--without-fold N] FILE.jsonl...".into());
    };
    let texts = Texts::read(&reader(Path::new(config))?, files, without)?;
    let relevance = texts.relevance();
    let kinds = texts.kinds();
    std::fs::write(out, table(&texts.names, &relevance, &kinds))?;
    eprintln!("{} texts of {} corpora, {} features", texts.texts.len(), texts.corpora, texts.names.len());
    Ok(())
}

/// The reader of signals, made from a folder of configuration.
fn reader(config: &Path) -> Result<Reader, Box<dyn Error>> {
    let taxonomy: domain::Taxonomy = toml::from_str(&std::fs::read_to_string(config.join("taxonomy.toml"))?)?;
    let mut lexicons = Vec::new();
    for entry in std::fs::read_dir(config.join("lexicon"))? {
        let path = entry?.path();
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        lexicons.push((code, std::fs::read_to_string(&path)?));
    }
    lexicons.sort();
    Ok(Reader::new(&taxonomy, &lexicons)?)
}

/// By year where the day is known, else by the number in the identifier: one sentence in two languages is in one fold.
fn fold(text: &Value) -> u32 {
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = match text["published"].as_str() {
        Some(day) => digits(day.get(..4).unwrap_or(day)),
        None => digits(text["id"].as_str().unwrap_or_default()),
    };
    number.parse::<u64>().map_or(0, |number| (number % u64::from(FOLDS)) as u32)
}

impl Texts {
    /// Files whose names share the part before the first hyphen are one corpus.
    fn read(reader: &Reader, files: &[String], without: Option<u32>) -> Result<Self, Box<dyn Error>> {
        let mut corpora: Vec<String> = Vec::new();
        let mut read = Vec::new();
        for file in files {
            let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = stem.split('-').next().unwrap_or_default().to_owned();
            let corpus = corpora.iter().position(|known| *known == name).unwrap_or(corpora.len());
            if corpus == corpora.len() {
                corpora.push(name);
            }
            for line in std::fs::read_to_string(file)?.lines() {
                let text: Value = serde_json::from_str(line)?;
                let part = |key: &str| text[key].as_str().unwrap_or_default();
                let published = text["published"].as_str().and_then(|day| day.parse().ok());
                let features = reader.features(part("title"), part("text"), part("lang"), published);
                let fold = fold(&text);
                if let Some(features) = features.filter(|_| Some(fold) != without) {
                    read.push((corpus, fold, text["gold"].clone(), features));
                }
            }
        }
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, _) in read.iter().flat_map(|(.., features)| features) {
            *seen.entry(name).or_default() += 1;
        }
        let often = seen.into_iter().filter(|(_, times)| *times >= SEEN_MIN);
        let names: Vec<String> = often.map(|(name, _)| name.to_owned()).collect();
        let texts: Vec<Text> =
            read.iter().map(|(corpus, fold, gold, seen)| text(&names, *corpus, *fold, gold, seen)).collect();
        let mut sizes = vec![0.0_f32; corpora.len()];
        texts.iter().filter(|text| text.relevant.is_some()).for_each(|text| sizes[text.corpus] += 1.0);
        Ok(Self { corpora: corpora.len(), names, texts, sizes })
    }

    /// One text to learn from. A corpus ten times as large weighs three times as much.
    fn row<'a>(&self, text: &'a Text, own: bool, label: usize, share: f32) -> Option<Row<'a>> {
        let smallest = self.sizes.iter().copied().fold(f32::MAX, f32::min);
        let weight = (smallest / self.sizes[text.corpus]).sqrt() * share;
        Some(Row { features: &text.features, corpus: own.then_some(text.corpus), label, weight })
    }

    /// Relevance, calibrated on folds that were left out.
    fn relevance(&self) -> Model {
        let own = self.corpora > 1;
        let learned = |without: Option<u32>| {
            let texts = self.texts.iter().filter(|text| Some(text.fold) != without);
            let rows: Vec<Row> =
                texts.filter_map(|text| self.row(text, own, usize::from(text.relevant?), 1.0)).collect();
            train(&rows, self.names.len(), if own { self.corpora } else { 0 }, 1)
        };
        let mut points = Vec::new();
        for fold in 0..FOLDS {
            let model = learned(Some(fold));
            for text in self.texts.iter().filter(|text| text.fold == fold) {
                let Some(relevant) = text.relevant else { continue };
                // Each corpus has the same say in what a probability means.
                points.push((model.sums(&text.features)[0], relevant, 1_000.0 / self.sizes[text.corpus]));
            }
        }
        let (slope, shift) = calibrate(&points);
        eprintln!("calibration: {slope:.3} x + {shift:.3}");
        let mut model = learned(None);
        model.weights.iter_mut().for_each(|weight| *weight *= slope);
        model.bias[0] = slope * model.bias[0] + shift;
        model
    }

    /// The kind of event.
    fn kinds(&self) -> Model {
        let mut known = vec![BTreeSet::new(); self.corpora];
        self.texts.iter().for_each(|text| known[text.corpus].extend(text.kind));
        let share = |text: &Text| if known[text.corpus].len() == KINDS.len() { 1.0 } else { SOME_KINDS };
        let rows: Vec<Row> =
            self.texts.iter().filter_map(|text| self.row(text, false, text.kind?, share(text))).collect();
        train(&rows, self.names.len(), 0, KINDS.len())
    }
}

fn text(names: &[String], corpus: usize, fold: u32, gold: &Value, seen: &[(String, f32)]) -> Text {
    let named = gold["quad"].as_str().and_then(|kind| KINDS.iter().position(|known| *known == kind));
    let heading = gold["source_label"].as_str().unwrap_or_default();
    let by_heading = HEADING_KINDS.iter().find(|(name, _)| *name == heading).map(|(_, kind)| *kind);
    let feature = |(name, value): &(String, f32)| names.binary_search(name).ok().map(|at| (at as u32, *value));
    Text {
        corpus,
        fold,
        features: seen.iter().filter_map(feature).collect(),
        relevant: gold["relevant"].as_bool(),
        kind: named.or(by_heading),
    }
}

/// The weights as `data/layer.tsv` holds them: three digits, nothing for 0.
fn table(names: &[String], relevance: &Model, kinds: &Model) -> String {
    let line = |name: &str, relevance: f32, kinds: &[f32]| {
        let cell = |weight: &f32| {
            let written = format!("{weight:.3}");
            if written.trim_matches(['-', '0', '.']).is_empty() { String::new() } else { written }
        };
        let cells: Vec<String> = std::iter::once(&relevance).chain(kinds).map(cell).collect();
        let told = name == "(bias)" || cells.iter().any(|cell| !cell.is_empty());
        if told { format!("{name}\t{}\n", cells.join("\t")) } else { String::new() }
    };
    let mut table = format!("feature\trelevance\t{}\n", KINDS.join("\t"));
    table.push_str(&line("(bias)", relevance.bias[0], &kinds.bias));
    for (at, name) in names.iter().enumerate() {
        table.push_str(&line(name, relevance.weights[at], &kinds.weights[at * KINDS.len()..][..KINDS.len()]));
    }
    table
}
