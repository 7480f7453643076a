//! Neighbours that rise together under different organisations: no single one of them covers what is happening.

use super::FlagConfig;
use super::candidate::Candidate;
use domain::evidence::Neighbours;
use domain::flag::FlagKind;
use domain::mandate::Partner;
use domain::score::Convergence;

/// Connects carriers across borders. Both need `cross_border_attention_min` points, both partners and a field voice; the agreement of
/// both sides of sources on one of the two is enough for the pair. Borders are those of countries: where a unit lies in its country is
/// not known here.
pub fn connect(carriers: &mut [Candidate<'_>], neighbours: &Neighbours, config: &FlagConfig) {
    let rising: Vec<bool> = carriers.iter().map(|carrier| rises(carrier, config)).collect();
    let kinds: Vec<FlagKind> = carriers.iter().map(|carrier| carrier.kind).collect();
    let snapshot: Vec<_> =
        carriers.iter().map(|carrier| (carrier.score.region.clone(), carrier.partners.clone())).collect();
    for (position, carrier) in carriers.iter_mut().enumerate().filter(|(position, _)| rising[*position]) {
        let across = neighbours.of(carrier.score.region.country);
        for (other, (region, partners)) in snapshot.iter().enumerate() {
            let agreed = kinds[position].is_joint() || kinds[other].is_joint();
            let elsewhere = primary(&partners.rigos) != primary(&carrier.partners.rigos);
            if rising[other] && agreed && elsewhere && across.contains(&region.country) {
                carrier.with.push(region.clone());
                second(&mut carrier.partners.rigos, &partners.rigos[0]);
                extend(&mut carrier.partners.networks, &partners.networks);
            }
        }
        // That the media miss it is the rarer news: such a flag keeps its kind and names its neighbours.
        if !carrier.with.is_empty() && carrier.kind != FlagKind::UnderReported {
            carrier.kind = FlagKind::CrossBorder;
        }
    }
}

fn rises(carrier: &Candidate<'_>, config: &FlagConfig) -> bool {
    let was = carrier.before.is_some_and(|flag| flag.kind == FlagKind::CrossBorder);
    let slack = if was { config.hysteresis } else { 0.0 };
    carrier.attention >= config.cross_border_attention_min - slack
        && carrier.partners.complete()
        && carrier.score.field_voices >= 1
        && carrier.score.convergence != Convergence::MediaOnly
}

fn primary(rigos: &[Partner]) -> Option<&str> {
    rigos.first().map(|partner| partner.id.as_str())
}

/// Puts the organisation of the other side right behind the own primary one: the two must talk.
fn second(own: &mut Vec<Partner>, other: &Partner) {
    own.retain(|partner| partner.id != other.id);
    own.insert(1.min(own.len()), other.clone());
}

fn extend(own: &mut Vec<Partner>, others: &[Partner]) {
    for other in others {
        if own.iter().all(|partner| partner.id != other.id) {
            own.push(other.clone());
        }
    }
}
