//! A plan in the engine's terms.

use super::schema::Fields;
use super::words::first_part;
use crate::memory::TITLE_BOOST;
use crate::plan::{Form, Plan, Words};
use crate::stem;
use crate::tokenize::Part;
use domain::Label;
use domain::query::Field as Place;
use std::ops::Bound;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, PhrasePrefixQuery,
    PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// How many words a beginning stands for at most when it ends a phrase; a beginning alone has no limit.
const PREFIX_WORDS_MAX: u32 = 10_000;
/// The last Unicode scalar value: no word begins with it.
const AFTER_ALL: char = char::MAX;

/// Turns plans into queries for one state of the index.
pub(super) struct Translator<'a> {
    pub(super) fields: &'a Fields,
    pub(super) searcher: &'a Searcher,
}

impl Translator<'_> {
    /// The query for what the asker may see. The label is part of it: what is hidden is neither found nor counted.
    pub(super) fn query(&self, plan: &Plan, clearance: Label) -> tantivy::Result<Box<dyn Query>> {
        let allowed = Label::ALL.into_iter().filter(|label| *label <= clearance);
        let allowed = allowed.map(|label| filter_term(self.fields.label_term(label))).collect();
        let wanted = self.translate(plan)?;
        Ok(all_of(vec![wanted, unscored(any_of(allowed))]))
    }

    fn translate(&self, plan: &Plan) -> tantivy::Result<Box<dyn Query>> {
        let exactly = |field: Field, text: &str| filter_term(Term::from_field_text(field, text));
        Ok(match plan {
            Plan::All => everything(),
            Plan::And(parts) => all_of(self.all(parts)?),
            Plan::Or(parts) => any_of(self.all(parts)?),
            // A denial alone finds nothing in this engine: it takes away from something.
            Plan::Not(part) => {
                Box::new(BooleanQuery::new(vec![(Occur::Must, everything()), (Occur::MustNot, self.translate(part)?)]))
            }
            Plan::Words(words) => self.words(words)?,
            Plan::Region(key) => exactly(self.fields.region, key),
            Plan::Category(category) => exactly(self.fields.category, category),
            Plan::Source(source) => exactly(self.fields.source, source),
            Plan::Class(class) => exactly(self.fields.class, class),
            Plan::Lang(code) => exactly(self.fields.lang, code),
            Plan::Published(from, before) => self.published(*from, *before),
        })
    }

    fn all(&self, parts: &[Plan]) -> tantivy::Result<Vec<Box<dyn Query>>> {
        parts.iter().map(|part| self.translate(part)).collect()
    }

    fn published(&self, from: Option<i64>, before: Option<i64>) -> Box<dyn Query> {
        let term = |micros: i64| Term::from_field_i64(self.fields.published, micros);
        if from.is_none() && before.is_none() {
            return everything();
        }
        let from = from.map_or(Bound::Unbounded, |micros| Bound::Included(term(micros)));
        let before = before.map_or(Bound::Unbounded, |micros| Bound::Excluded(term(micros)));
        unscored(Box::new(RangeQuery::new(from, before)))
    }

    fn words(&self, words: &Words) -> tantivy::Result<Box<dyn Query>> {
        let stems = match words.form {
            Form::Inflected => self.stems(words)?,
            Form::Exact | Form::Prefix => Vec::new(),
        };
        let fields = self.fields;
        let mut places = Vec::new();
        if words.field != Place::Text {
            places.extend(boosted(self.in_field(words, fields.title, fields.title_stem, &stems)));
        }
        if words.field != Place::Title {
            places.extend(self.in_field(words, fields.text, fields.text_stem, &stems));
        }
        Ok(any_of(places))
    }

    /// Stems of the word in every language that the index holds, each with its language.
    fn stems(&self, words: &Words) -> tantivy::Result<Vec<(&'static str, String)>> {
        let mut stems = Vec::new();
        for lang in stem::languages_for(&words.tokens[0].folded) {
            if self.searcher.doc_freq(&Term::from_field_text(self.fields.lang, lang))? > 0 {
                stems.extend(stem::stems(lang, &words.tokens[0]).into_iter().map(|stem| (lang, stem)));
            }
        }
        Ok(stems)
    }

    /// The words as they stand, and their stems. A stem that is a word itself stands among the words of its language.
    fn in_field(
        &self,
        words: &Words,
        exact: Field,
        stemmed: Field,
        stems: &[(&'static str, String)],
    ) -> Vec<Box<dyn Query>> {
        let mut queries = vec![standing(words, exact)];
        for (lang, stem) in stems {
            queries.push(scored_term(Term::from_field_text(stemmed, stem)));
            let bare = stem::bare(stem);
            if stem::is_own(lang, bare) {
                let in_language = filter_term(Term::from_field_text(self.fields.lang, lang));
                queries.push(all_of(vec![scored_term(Term::from_field_text(exact, bare)), in_language]));
            }
        }
        queries
    }
}

fn standing(words: &Words, field: Field) -> Box<dyn Query> {
    let mut terms: Vec<Term> = words.tokens.iter().map(|token| Term::from_field_text(field, &token.folded)).collect();
    let mut first = words.tokens[0].folded.to_string();
    if words.tokens[0].part == Part::First {
        first = first_part(&first);
        terms[0] = Term::from_field_text(field, &first);
    }
    match (words.form, terms.len()) {
        (Form::Prefix, 1) => {
            let end = Term::from_field_text(field, &format!("{first}{AFTER_ALL}"));
            Box::new(InvertedIndexRangeQuery::new(Bound::Included(terms.remove(0)), Bound::Included(end)))
        }
        (Form::Prefix, _) => {
            let mut query = PhrasePrefixQuery::new(terms);
            query.set_max_expansions(PREFIX_WORDS_MAX);
            Box::new(query)
        }
        (_, 1) => scored_term(terms.remove(0)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

fn boosted(queries: Vec<Box<dyn Query>>) -> impl Iterator<Item = Box<dyn Query>> {
    queries.into_iter().map(|query| Box::new(BoostQuery::new(query, TITLE_BOOST)) as Box<dyn Query>)
}

fn scored_term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// Conditions decide what matches and say nothing on how well.
fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn filter_term(term: Term) -> Box<dyn Query> {
    unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
}

fn everything() -> Box<dyn Query> {
    unscored(Box::new(AllQuery))
}

fn all_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => everything(),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}

fn any_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
