//! Whether reports on one incident are found to tell one story: judged by pairs.

use super::{Case, Mistake, Report};
use domain::{Annotation, ClusterId, DocumentId};
use enrich::copies::Shelf;
use std::collections::HashMap;

/// Judges every pair of documents that a label puts into a story.
pub(super) fn judge<'a>(report: &mut Report, read: impl Iterator<Item = (&'a Case, &'a Annotation)>) {
    let labelled: Vec<(&Case, &str, &Annotation)> =
        read.filter_map(|(case, annotation)| Some((case, case.gold.story.as_deref()?, annotation))).collect();
    if labelled.is_empty() {
        return;
    }
    let found = found(&labelled);
    let tally = report.stories.get_or_insert_default();
    for (number, (one, story, _)) in labelled.iter().enumerate() {
        for (other_number, (other, other_story, _)) in labelled.iter().enumerate().skip(number + 1) {
            let (expected, found) = (story == other_story, found[number] == found[other_number]);
            tally.add(expected, found);
            if expected != found {
                let words = |same: bool| if same { "one story" } else { "two stories" };
                report.worst.push(Mistake {
                    id: format!("{} {}", one.line.id, other.line.id),
                    what: "story".to_owned(),
                    expected: words(expected).to_owned(),
                    found: words(found).to_owned(),
                    sure: 0.5,
                });
            }
        }
    }
}

/// The number of the story of each document. Numbers of lines stand for identifiers, which a file may repeat.
fn found(labelled: &[(&Case, &str, &Annotation)]) -> Vec<usize> {
    let mut copies = Shelf::default();
    let ids: Vec<DocumentId> = (0..labelled.len()).map(|number| DocumentId::new(format!("{number:09}"))).collect();
    let clusters: Vec<ClusterId> = labelled
        .iter()
        .zip(&ids)
        .map(|((case, ..), id)| copies.place(id, case.line.title.as_deref().unwrap_or_default(), &case.line.text).0)
        .collect();
    let reports = labelled.iter().zip(ids.iter().zip(&clusters)).map(|((case, _, annotation), (id, cluster))| {
        let reading = case.line.reading();
        enrich::stories::Report {
            id,
            cluster,
            published: reading.published.unwrap_or_default(),
            title: reading.title,
            text: reading.text,
            annotation,
        }
    });
    let stories = enrich::stories(reports);
    let of: HashMap<&DocumentId, usize> = stories
        .iter()
        .enumerate()
        .flat_map(|(number, story)| story.documents.iter().map(move |id| (id, number)))
        .collect();
    ids.iter().map(|id| of.get(id).copied().unwrap_or(usize::MAX)).collect()
}
