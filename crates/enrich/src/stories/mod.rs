//! Stories: reports on one incident, whatever their source, words and language. What a digest shows as one line.
//!
//! Families of copies are compared by what they tell (`traits.rs`, `alike.rs`) in the order of their first document. A
//! family joins the story that it resembles most on average, or founds one: what resembles only the latest follow-up is
//! another story, so that a week of fighting does not become one chain. A story keeps its members when later reports come.

mod alike;
mod traits;

use alike::{SAME_FROM, likeness};
use chrono::{DateTime, Utc};
use domain::document::ClusterId;
use domain::story::{Story, StoryId};
use domain::{Annotation, DocumentId, EnrichedDocument};
use std::collections::HashMap;
use traits::Traits;

/// Days between the first report of a story and the last.
const DAYS_MAX: i64 = 3;

/// Families of a story that a newcomer is compared with, the first ones.
const MEMBERS_COMPARED: usize = 8;

/// Stories of the same country a family is compared with, the latest first: what has more in three days is not read story by story.
const COMPARED_MAX: usize = 2_000;

/// What of a document tells its story.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The document.
    pub id: &'a DocumentId,
    /// Its family of copies.
    pub cluster: &'a ClusterId,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// Title.
    pub title: &'a str,
    /// Text.
    pub text: &'a str,
    /// What was found in it.
    pub annotation: &'a Annotation,
}

impl<'a> From<&'a EnrichedDocument> for Report<'a> {
    fn from(read: &'a EnrichedDocument) -> Self {
        let EnrichedDocument { document, annotation, cluster, .. } = read;
        Self {
            id: &document.id,
            cluster,
            published: document.published,
            title: &document.title,
            text: &document.text,
            annotation,
        }
    }
}

/// Groups documents into stories, the earliest first. Documents of one family are in one story; what names no country
/// stands alone with its copies.
pub fn stories<'a>(reports: impl IntoIterator<Item = Report<'a>>) -> Vec<Story> {
    let families = families(reports);
    let traits: Vec<Traits> = families.iter().map(|family| Traits::of(family)).collect();
    let rarity = traits::Rarity::of(&traits);
    let mut stories: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut by_country: HashMap<_, Vec<usize>> = HashMap::new();
    for (number, own) in traits.iter().enumerate() {
        let Some(country) = own.country else {
            stories.push((number, vec![number]));
            continue;
        };
        let known = by_country.entry(country).or_default();
        let near = known.iter().rev().take(COMPARED_MAX).filter_map(|story: &usize| {
            let (founder, members) = &stories[*story];
            let near = (own.first - traits[*founder].first).num_days() <= DAYS_MAX;
            let likeness = |members: &[usize]| {
                let sum: f32 = members.iter().map(|member| likeness(&traits[*member], own, &rarity)).sum();
                sum / members.len() as f32
            };
            near.then(|| (likeness(&members[..members.len().min(MEMBERS_COMPARED)]), *story))
        });
        // Of equals the latest: it comes first.
        let best = near.reduce(|best, next| if next.0 > best.0 { next } else { best });
        match best.filter(|(likeness, _)| *likeness >= SAME_FROM) {
            Some((_, story)) => stories[story].1.push(number),
            None => {
                known.push(stories.len());
                stories.push((number, vec![number]));
            }
        }
    }
    stories.into_iter().map(|(_, members)| told(members.iter().map(|number| &families[*number]))).collect()
}

/// Families of copies, each with its first document first, in the order of their first documents.
fn families<'a>(reports: impl IntoIterator<Item = Report<'a>>) -> Vec<Vec<Report<'a>>> {
    let mut families: HashMap<&ClusterId, Vec<Report>> = HashMap::new();
    for report in reports {
        families.entry(report.cluster).or_default().push(report);
    }
    let mut families: Vec<Vec<_>> = families.into_values().collect();
    families.iter_mut().for_each(|family| family.sort_by_key(|own| (own.published, own.id)));
    families.sort_by_key(|family| family.first().map(|first| (first.published, first.id)));
    families
}

/// A story of these families. The founder, which comes first, names it.
fn told<'a>(families: impl Iterator<Item = &'a Vec<Report<'a>>>) -> Story {
    let mut members: Vec<&Report> = families.flatten().collect();
    members.sort_by_key(|own| (own.published, own.id));
    let documents: Vec<_> = members.iter().map(|own| own.id.clone()).collect();
    Story { id: StoryId::new(documents.first().map_or("", |id| id.as_str())), documents }
}

#[cfg(test)]
mod tests;
