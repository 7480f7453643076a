//! The index that leaves nothing behind: every query reads every document.

use crate::kept::{Kept, region_keys};
use crate::plan::{Form, Plan, Words};
use crate::snippet::{Marker, stands};
use crate::stem::{self, StemCache};
use crate::tokenize::{Token, tokens};
use domain::EnrichedDocument;
use domain::index::{IndexError, SearchIndex};
use domain::query::{Answer, Field, LIMIT_MAX, Query, Sort};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// A match in the title counts this much more.
pub(crate) const TITLE_BOOST: f32 = 2.0;

/// An index in memory, with the semantics of the one on disk; scores are simpler. Gone with the process.
#[derive(Debug, Default)]
pub struct MemoryIndex(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    documents: HashMap<domain::DocumentId, Entry>,
    watermark: u64,
}

#[derive(Debug)]
struct Entry {
    kept: Kept,
    regions: Vec<String>,
    title: Vec<Token>,
    text: Vec<Token>,
}

impl Entry {
    fn new(document: &EnrichedDocument) -> Self {
        let kept = Kept::of(document);
        Self { regions: region_keys(document), title: tokens(&kept.title), text: tokens(&kept.text), kept }
    }

    /// How well it matches; `None` when it does not.
    fn score(&self, plan: &Plan) -> Option<f32> {
        let kept = &self.kept;
        let when = |condition: bool| condition.then_some(0.0);
        match plan {
            Plan::All => Some(0.0),
            Plan::And(parts) => parts.iter().map(|part| self.score(part)).sum(),
            Plan::Or(parts) => parts.iter().filter_map(|part| self.score(part)).reduce(|a, b| a + b),
            Plan::Not(part) => when(self.score(part).is_none()),
            Plan::Words(words) => self.score_words(words),
            Plan::Region(key) => when(self.regions.contains(key)),
            Plan::Category(category) => when(kept.categories.iter().any(|own| own.as_str() == category)),
            Plan::Source(source) => when(kept.source.as_str() == source),
            Plan::Class(class) => when(kept.class.as_str() == *class),
            Plan::Lang(code) => when(kept.language() == code),
            Plan::Published(from, before) => {
                let published = kept.published.timestamp_micros();
                when(from.is_none_or(|from| published >= from) && before.is_none_or(|before| published < before))
            }
        }
    }

    fn score_words(&self, words: &Words) -> Option<f32> {
        let title = if words.field == Field::Text { 0 } else { self.count(words, &self.title) };
        let text = if words.field == Field::Title { 0 } else { self.count(words, &self.text) };
        // Repetition counts less and less, as in BM25.
        let saturated = |count: usize| count as f32 / (count as f32 + 1.0);
        (title + text > 0).then(|| TITLE_BOOST * saturated(title) + saturated(text))
    }

    /// How often the words stand in the tokens.
    fn count(&self, words: &Words, tokens: &[Token]) -> usize {
        let lang = self.kept.language();
        let wanted = match words.form {
            Form::Inflected => stem::stems(lang, &words.tokens[0]),
            Form::Exact | Form::Prefix => Vec::new(),
        };
        let inflected =
            |token: &Token| !wanted.is_empty() && stem::stems(lang, token).iter().any(|own| wanted.contains(own));
        tokens.windows(words.tokens.len()).filter(|part| stands(words, part) || inflected(&part[0])).count()
    }
}

impl SearchIndex for MemoryIndex {
    fn put(&self, documents: &[EnrichedDocument], watermark: u64) -> Result<(), IndexError> {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        state.documents.extend(documents.iter().map(|each| (each.document.id.clone(), Entry::new(each))));
        state.watermark = watermark;
        Ok(())
    }

    fn watermark(&self) -> Result<u64, IndexError> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).watermark)
    }

    fn count(&self) -> Result<u64, IndexError> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).documents.len() as u64)
    }

    fn search(&self, query: &Query) -> Result<Answer, IndexError> {
        let plan = Plan::of(&query.expr);
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let visible = state.documents.values().filter(|entry| entry.kept.label <= query.clearance);
        let mut found: Vec<(&Entry, f32)> = visible.filter_map(|entry| Some((entry, entry.score(&plan)?))).collect();
        let order = |(entry, _): &(&Entry, f32)| (Reverse(entry.kept.published.timestamp_micros()), entry.kept.tie());
        found.sort_by(|a, b| match query.sort {
            Sort::Relevance => b.1.total_cmp(&a.1).then_with(|| order(a).cmp(&order(b))),
            Sort::Date => order(a).cmp(&order(b)),
        });
        let mut cache = StemCache::default();
        let page = found.iter().skip(query.offset).take(query.limit.min(LIMIT_MAX));
        let hits = page.map(|(entry, score)| {
            let snippet = Marker::new(&plan, entry.kept.language()).snippet(&entry.kept.text, &mut cache);
            entry.kept.clone().into_hit(snippet, *score)
        });
        Ok(Answer { total: found.len(), hits: hits.collect() })
    }

    fn clear(&self) -> Result<(), IndexError> {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = State::default();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    crate::conformance::conformance!(((), super::MemoryIndex::default()));
}
