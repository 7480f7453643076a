//! What a document contributes to scoring. One place, so that every store counts the same.

use chrono::{DateTime, SubsecRound, Utc};
use domain::evidence::Observation;
use domain::{Country, EnrichedDocument};

/// Instants are kept to the microsecond: the finest unit that a 64-bit column holds for all years of interest.
const DIGITS_OF_A_SECOND: u16 = 6;

/// The instant as stores keep it.
pub(crate) fn kept(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(DIGITS_OF_A_SECOND)
}

/// Every counting signal in every region of the document, one for each pair of region and category: the strongest.
pub(crate) fn observations(document: &EnrichedDocument) -> Vec<Observation> {
    let mut found: Vec<Observation> = Vec::new();
    let regions = document.annotation.regions();
    for signal in document.annotation.signals.iter().filter(|signal| signal.counts()) {
        for region in &regions {
            match found.iter_mut().find(|known| known.region == *region && known.category == signal.category) {
                Some(known) if known.strength >= signal.score => {}
                Some(known) => {
                    (known.strength, known.status, known.polarity) = (signal.score, signal.status, signal.polarity);
                }
                None => found.push(observation(document, region.clone(), signal)),
            }
        }
    }
    found
}

fn observation(document: &EnrichedDocument, region: domain::RegionId, signal: &domain::Signal) -> Observation {
    let EnrichedDocument { document: read, cluster, .. } = document;
    Observation {
        document: read.id.clone(),
        cluster: cluster.clone(),
        region,
        category: signal.category.clone(),
        polarity: signal.polarity,
        status: signal.status,
        strength: signal.score,
        published: kept(read.published),
        source: read.source.clone(),
        voice: document.voice().to_owned(),
        field: read.class.is_field(),
        reliability: read.reliability,
        label: read.label,
    }
}

/// The countries whose loudness the document raises: that of the focus and every other weighty one.
pub(crate) fn countries(document: &EnrichedDocument) -> Vec<Country> {
    let regions = document.annotation.regions();
    regions.into_iter().filter(|region| region.admin1.is_none()).map(|region| region.country).collect()
}

#[cfg(test)]
mod tests {
    use crate::sample::{document, signal};
    use domain::Status;

    #[test]
    fn the_strongest_of_two_signals_of_a_category_is_the_observation() {
        let mut sample = document("d", "2026-03-02T10:00:00Z");
        sample.annotation.signals =
            vec![signal("unrest", 0.6), signal("unrest", 0.8), signal("displacement", 0.4), signal("armed_clash", 0.9)];
        sample.annotation.signals[3].status = Status::Negated;
        let found = super::observations(&sample);
        assert!(found.iter().all(|each| each.category.as_str() == "unrest" && each.strength == 0.8), "{found:?}");
        assert_eq!(found.len(), sample.annotation.regions().len());
    }
}
