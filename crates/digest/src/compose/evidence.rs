//! Quotes: one line a story, the strongest first, none above the clearance, no field source named alone.

use super::Ingredients;
use crate::text::{one_line, sentence_around};
use domain::digest::{EvidenceEntry, Telling};
use domain::{CategoryId, DocumentId, EnrichedDocument, Label, Polarity, Signal, SourceClass};
use std::collections::{BTreeSet, HashSet};

/// More quotes than this nobody reads; the identifiers of the rest are in the JSON twin.
const QUOTES_MAX: usize = 6;
/// A title that is longer is no title.
const TITLE_CHARS: usize = 160;
/// About three lines of print.
const QUOTE_CHARS: usize = 300;
/// Fewer words alone ("mortar") say less than the title.
const QUOTE_WORDS_MIN: usize = 3;
/// How far a quote may reach to either side of the words that count, to be a sentence.
const REACH_CHARS: usize = 140;
/// What a field source is called while its name would point at a reporter.
pub(super) const FIELD_SOURCE: &str = "a field source";
/// What a field report without a title is called.
const FIELD_TITLE: &str = "Field report without a title";

/// The quotes of a flag, and how many stories could not be quoted.
pub(super) struct Found {
    pub(super) entries: Vec<EvidenceEntry>,
    pub(super) restricted: usize,
}

/// The quotes of a flag from its documents, strongest first.
pub(super) fn of_flag(ingredients: &Ingredients, ids: &[DocumentId], named: bool) -> Found {
    let documents: Vec<&EnrichedDocument> = ids.iter().filter_map(|id| ingredients.documents.get(id)).collect();
    let (open, closed): (Vec<_>, Vec<_>) =
        documents.into_iter().partition(|document| document.document.label <= ingredients.clearance);
    let told: HashSet<_> = open.iter().map(|document| &document.cluster).collect();
    let restricted: HashSet<_> =
        closed.iter().map(|document| &document.cluster).filter(|cluster| !told.contains(cluster)).collect();
    Found {
        entries: entries(ingredients, open.into_iter(), Polarity::Risk, named, QUOTES_MAX),
        restricted: restricted.len(),
    }
}

/// At most `max` quotes from documents that may be read, one of each story.
pub(super) fn entries<'a>(
    ingredients: &Ingredients,
    documents: impl Iterator<Item = &'a EnrichedDocument>,
    polarity: Polarity,
    named: bool,
    max: usize,
) -> Vec<EvidenceEntry> {
    let mut stories: Vec<(&str, &EnrichedDocument)> = Vec::new();
    for document in documents.filter(|document| document.document.label <= ingredients.clearance) {
        let key =
            ingredients.stories.get(&document.document.id).map_or(document.cluster.as_str(), |story| story.id.as_str());
        match stories.iter_mut().find(|(known, _)| *known == key) {
            // The strongest report stands for its story, but a nameless one does not while another has a title.
            Some((_, told)) if told.document.title.trim().is_empty() => *told = document,
            Some(_) => {}
            None => stories.push((key, document)),
        }
    }
    stories.into_iter().take(max).map(|(_, document)| entry(ingredients, document, polarity, named)).collect()
}

/// Who tells the story of a document, itself included.
fn telling(ingredients: &Ingredients, read: &EnrichedDocument) -> Telling {
    let id = &read.document.id;
    let documents = ingredients.stories.get(id).map_or_else(|| vec![id.clone()], |story| story.documents.clone());
    let members = || documents.iter().filter_map(|id| ingredients.documents.get(id));
    let sources: HashSet<_> = members().map(|read| &read.document.source).collect();
    let languages: BTreeSet<&str> = members().map(|read| read.annotation.lang.code.as_str()).collect();
    Telling {
        sources: u32::try_from(sources.len()).unwrap_or(u32::MAX),
        languages: languages.into_iter().map(str::to_owned).collect(),
        documents,
    }
}

/// Those of the identifiers that a reader may see. A document that could not be read counts as labelled like the whole.
pub(super) fn readable(ingredients: &Ingredients, ids: &[DocumentId], whole: Label) -> Vec<DocumentId> {
    let label = |id| ingredients.documents.get(id).map_or(whole, |document| document.document.label);
    ids.iter().filter(|id| label(*id) <= ingredients.clearance).cloned().collect()
}

fn entry(ingredients: &Ingredients, read: &EnrichedDocument, polarity: Polarity, named: bool) -> EvidenceEntry {
    let document = &read.document;
    let hidden = document.class == SourceClass::Field && !named;
    let signals = counting(read, polarity);
    let source = ingredients.sources.iter().find(|source| source.id == document.source);
    let name = source.map_or_else(|| document.source.to_string(), |source| source.name.clone());
    let title = match document.title.trim() {
        // The text of a field report may name people: it is never shown for want of a title.
        "" if document.class == SourceClass::Field => FIELD_TITLE,
        "" => &document.text,
        title => title,
    };
    EvidenceEntry {
        document: document.id.clone(),
        title: one_line(title, TITLE_CHARS),
        source_name: if hidden { FIELD_SOURCE.to_owned() } else { one_line(&name, TITLE_CHARS) },
        class: document.class,
        published: document.published,
        lang: read.annotation.lang.code.clone(),
        url: document.url.clone().filter(|_| !hidden),
        categories: categories(&signals),
        quote: signals.first().map(|signal| quote(read, signal)).unwrap_or_default(),
        story: telling(ingredients, read),
        copies: ingredients.copies.get(&read.cluster).copied().unwrap_or(1).max(1),
        label: document.label,
    }
}

/// The signals that count, those of the wanted polarity first, strongest first.
fn counting(read: &EnrichedDocument, polarity: Polarity) -> Vec<&Signal> {
    let mut signals: Vec<&Signal> = read.annotation.signals.iter().filter(|signal| signal.counts()).collect();
    signals.sort_by(|a, b| {
        (b.polarity == polarity).cmp(&(a.polarity == polarity)).then_with(|| b.score.total_cmp(&a.score))
    });
    signals
}

fn categories(signals: &[&Signal]) -> Vec<CategoryId> {
    let mut found: Vec<CategoryId> = Vec::new();
    for signal in signals {
        if !found.contains(&signal.category) {
            found.push(signal.category.clone());
        }
    }
    found
}

/// The sentence around the words that count. Of a field report the words alone, when they say something: its sentences may name
/// people.
fn quote(read: &EnrichedDocument, signal: &Signal) -> String {
    let document = &read.document;
    if document.class == SourceClass::Field || signal.start >= signal.end {
        let telling = signal.evidence.split_whitespace().count() >= QUOTE_WORDS_MIN;
        return if telling { one_line(&signal.evidence, QUOTE_CHARS) } else { String::new() };
    }
    one_line(&sentence_around(&document.text, signal.start, signal.end, REACH_CHARS), QUOTE_CHARS)
}
