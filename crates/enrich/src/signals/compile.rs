//! From a lexicon as written to one that can be matched.

use super::lexicon::{self, LexiconError, RawLexicon, RawPattern, RawStatus};
use super::rules::{After, CategoryRule, ClassId, Cues, Lexicon, ModeRule, Pattern, Phrase, Topic};
use super::token::fold;
use super::vocabulary::{Vocabulary, VocabularyBuilder, WordId};
use domain::Taxonomy;
use std::collections::{BTreeMap, HashMap};
use toml::Spanned;

/// The class that also takes every token of digits.
const NUMBER: &str = "number";
/// The score from which a category fires when the lexicon names none.
const THRESHOLD_DEFAULT: f32 = 0.5;

/// Reads and compiles one lexicon.
pub(super) fn compile(taxonomy: &Taxonomy, lang: &str, text: &str) -> Result<Lexicon, LexiconError> {
    let raw = lexicon::parse(lang, text)?;
    let mut compiler = Compiler {
        lang,
        text,
        classes: HashMap::new(),
        phrases: BTreeMap::new(),
        builder: VocabularyBuilder::default(),
    };
    compiler.word_classes(&raw.words)?;
    let categories = compiler.categories(taxonomy, &raw)?;
    let ignore = compiler.add_class("(ignore)", &raw.ignore)?;
    let cues = compiler.cues(&raw.status)?;
    let context_up = compiler.add_class("(up)", &raw.context.up)?;
    let context_down = compiler.add_class("(down)", &raw.context.down)?;
    let topics = compiler.topics(&raw, &categories)?;
    let patterns = compiler.patterns(&raw, &categories)?;
    let clitics = raw.clitics.iter().map(|layer| layer.iter().flat_map(|c| fold(c)).collect()).collect();
    let number = compiler.classes.get(NUMBER).copied();
    let class_count = compiler.classes.len();
    let mut names = vec![String::new(); class_count];
    for (name, class) in &compiler.classes {
        names[usize::from(*class)].clone_from(name);
    }
    let (vocabulary, phrases) = compiler.finish();
    Ok(Lexicon {
        code: lang.to_owned(),
        names,
        shared: Vec::new(),
        codes: raw.codes,
        clitics,
        vocabulary,
        phrases,
        class_count,
        number,
        ignore,
        cues,
        topics,
        context_up,
        context_down,
        categories,
        by_class: by_class(&patterns, class_count),
        patterns,
    })
}

fn by_class(patterns: &[Pattern], class_count: usize) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); class_count];
    for (number, pattern) in patterns.iter().enumerate() {
        for &class in &pattern.slots[0] {
            lists[usize::from(class)].push(number as u32);
        }
    }
    lists
}

struct Compiler<'a> {
    lang: &'a str,
    text: &'a str,
    classes: HashMap<String, ClassId>,
    phrases: BTreeMap<Vec<WordId>, Vec<ClassId>>,
    builder: VocabularyBuilder,
}

impl Compiler<'_> {
    fn cues(&mut self, status: &RawStatus) -> Result<Cues, LexiconError> {
        Ok(Cues {
            negated: self.add_class("(negated)", &status.negated)?,
            hypothetical: self.add_class("(hypothetical)", &status.hypothetical)?,
            announced: self.add_class("(announced)", &status.announced)?,
            historical: self.add_class("(historical)", &status.historical)?,
            dated: self.add_class("(dated)", &status.dated)?,
            dated_after: self.add_class("(dated after)", &status.dated_after)?,
            denied: self.add_class("(denied)", &status.denied)?,
            barriers: self.add_class("(barriers)", &status.barriers)?,
            after: After {
                negated: self.add_class("(negated after)", &status.after.negated)?,
                hypothetical: self.add_class("(hypothetical after)", &status.after.hypothetical)?,
                announced: self.add_class("(announced after)", &status.after.announced)?,
            },
        })
    }

    fn line<T>(&self, at: &Spanned<T>) -> usize {
        lexicon::line_of(self.text, at.span().start)
    }

    fn unknown<T>(&self, at: &Spanned<T>, what: &'static str, name: &str, known: &[&str]) -> LexiconError {
        let mut known: Vec<&str> = known.iter().copied().filter(|name| !name.starts_with('(')).collect();
        known.sort_unstable();
        LexiconError::Unknown {
            lang: self.lang.to_owned(),
            line: self.line(at),
            what,
            name: name.to_owned(),
            known: known.join(", "),
        }
    }

    fn value<T>(&self, at: &Spanned<T>, problem: impl Into<String>) -> LexiconError {
        LexiconError::Value { lang: self.lang.to_owned(), line: self.line(at), problem: problem.into() }
    }

    /// Every word class, with the classes that it takes in written out.
    fn word_classes(&mut self, words: &BTreeMap<String, Vec<Spanned<String>>>) -> Result<(), LexiconError> {
        for name in words.keys() {
            let mut flat = Vec::new();
            self.flatten(words, name, &mut vec![name], &mut flat)?;
            self.add_class(name, &flat)?;
        }
        Ok(())
    }

    fn flatten<'w>(
        &self,
        words: &'w BTreeMap<String, Vec<Spanned<String>>>,
        name: &str,
        path: &mut Vec<&'w str>,
        flat: &mut Vec<Spanned<String>>,
    ) -> Result<(), LexiconError> {
        for entry in words.get(name).map(Vec::as_slice).unwrap_or_default() {
            let Some(other) = entry.get_ref().strip_prefix('@') else {
                flat.push(entry.clone());
                continue;
            };
            let Some((other, _)) = words.get_key_value(other) else {
                let known: Vec<&str> = words.keys().map(String::as_str).collect();
                return Err(self.unknown(entry, "word class", other, &known));
            };
            if path.contains(&other.as_str()) {
                return Err(self.value(entry, format!("class {other:?} takes in itself; break the circle")));
            }
            path.push(other);
            self.flatten(words, other, path, flat)?;
            path.pop();
        }
        Ok(())
    }

    fn add_class(&mut self, name: &str, words: &[Spanned<String>]) -> Result<ClassId, LexiconError> {
        let class = self.classes.len() as ClassId;
        self.classes.insert(name.to_owned(), class);
        for word in words {
            let mut ids = Vec::new();
            for part in word.get_ref().split_whitespace() {
                let folded = fold(part);
                for (position, token) in folded.iter().enumerate() {
                    ids.push(self.builder.add(token, part.ends_with('*') && position + 1 == folded.len()));
                }
            }
            if ids.is_empty() {
                return Err(self.value(word, "a word without letters; write a word, a stem with * or a phrase"));
            }
            let classes = self.phrases.entry(ids).or_default();
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        Ok(class)
    }

    fn class_list(&self, at: &Spanned<String>, list: &str) -> Result<Vec<ClassId>, LexiconError> {
        list.split('|')
            .map(str::trim)
            .map(|name| match self.classes.get(name) {
                Some(&class) => Ok(class),
                None => {
                    let known: Vec<&str> = self.classes.keys().map(String::as_str).collect();
                    Err(self.unknown(at, "word class", name, &known))
                }
            })
            .collect()
    }

    fn categories(&self, taxonomy: &Taxonomy, raw: &RawLexicon) -> Result<Vec<CategoryRule>, LexiconError> {
        let known: Vec<&str> = taxonomy.categories.iter().map(|category| category.id.as_str()).collect();
        for name in raw.patterns.keys().chain(raw.thresholds.keys()) {
            if !known.contains(&name.get_ref().as_str()) {
                return Err(self.unknown(name, "category", name.get_ref(), &known));
            }
        }
        let threshold =
            |id: &str| raw.thresholds.iter().find(|(name, _)| name.get_ref() == id).map(|(_, value)| *value);
        let rule = |category: &domain::taxonomy::Category| CategoryRule {
            id: category.id.clone(),
            polarity: category.polarity,
            threshold: threshold(category.id.as_str()).unwrap_or(THRESHOLD_DEFAULT).clamp(0.05, 0.95),
            severity: category.severity as f32,
            modes: category.modes.iter().map(|mode| self.mode(mode)).collect(),
        };
        Ok(taxonomy.categories.iter().map(rule).collect())
    }

    /// A mode with those of its classes that this lexicon has.
    fn mode(&self, mode: &domain::taxonomy::Mode) -> ModeRule {
        let classes = mode.classes.iter().filter_map(|name| self.classes.get(name).copied()).collect();
        ModeRule { id: mode.id.clone(), severity: mode.severity as f32, classes }
    }

    fn topics(&mut self, raw: &RawLexicon, categories: &[CategoryRule]) -> Result<Vec<Topic>, LexiconError> {
        let known: Vec<&str> = categories.iter().map(|rule| rule.id.as_str()).collect();
        let mut topics = Vec::new();
        for (name, topic) in &raw.topics {
            let mut spare = Vec::new();
            for id in &topic.spare {
                match known.iter().position(|known| *known == id.get_ref().as_str()) {
                    Some(category) => spare.push(category),
                    None => return Err(self.unknown(id, "category", id.get_ref(), &known)),
                }
            }
            // A topic is a class, too, so that a pattern can name it in `unless`.
            topics.push(Topic { class: self.add_class(name, &topic.words)?, spare });
        }
        Ok(topics)
    }

    fn patterns(&mut self, raw: &RawLexicon, categories: &[CategoryRule]) -> Result<Vec<Pattern>, LexiconError> {
        let mut patterns = Vec::new();
        for (name, list) in &raw.patterns {
            let category = categories.iter().position(|rule| rule.id.as_str() == name.get_ref());
            for pattern in list {
                let category = category.unwrap_or_default(); // names were checked against the taxonomy before
                patterns.push(self.pattern(category, categories, pattern, patterns.len())?);
            }
        }
        Ok(patterns)
    }

    fn pattern(
        &mut self,
        category: usize,
        categories: &[CategoryRule],
        raw: &RawPattern,
        number: usize,
    ) -> Result<Pattern, LexiconError> {
        let mut slots = Vec::new();
        if !raw.any.is_empty() {
            let id = categories.get(category).map_or("", |rule| rule.id.as_str());
            slots.push(vec![self.add_class(&format!("(any {id} {number})"), &raw.any)?]);
        }
        let mut ordered = false;
        if let Some(all) = &raw.all {
            ordered = all.get_ref().contains('>');
            for slot in all.get_ref().split([' ', '>']).filter(|slot| !slot.is_empty()) {
                slots.push(self.class_list(all, slot)?);
            }
        }
        if slots.is_empty() {
            return Err(self.value(&raw.weight, "a pattern needs `any` or `all`"));
        }
        let weight = *raw.weight.get_ref();
        if !(weight > 0.0 && weight <= 1.0) {
            return Err(self.value(&raw.weight, format!("weight {weight} is outside 0..1")));
        }
        let unless = raw.unless.as_ref().map_or(Ok(Vec::new()), |list| self.class_list(list, list.get_ref()))?;
        for sentence in [&raw.example, &raw.not] {
            if fold(sentence.get_ref()).is_empty() {
                return Err(self.value(sentence, "`example` and `not` must be sentences"));
            }
        }
        Ok(Pattern {
            category,
            slots,
            ordered,
            window: raw.window,
            weight,
            unless,
            line: self.line(&raw.weight),
            example: raw.example.get_ref().clone(),
            not: raw.not.get_ref().clone(),
        })
    }

    fn finish(self) -> (Vocabulary, Vec<Vec<Phrase>>) {
        let mut phrases: Vec<Vec<Phrase>> = Vec::new();
        for (id, (words, classes)) in self.phrases.into_iter().enumerate() {
            let Some((&first, rest)) = words.split_first() else { continue };
            let first = first as usize;
            if phrases.len() <= first {
                phrases.resize_with(first + 1, Vec::new);
            }
            phrases[first].push(Phrase { id: id as u32, rest: rest.to_vec(), classes });
        }
        (self.builder.build(), phrases)
    }
}
