//! Who can act where: inter-governmental organisations and civil-society networks, with validity dates.

use crate::Country;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A regional inter-governmental organisation (RIGO).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Short code, for example `OAS`.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Rank among the organisations of one country; the lowest is the primary one.
    pub order: u32,
    /// Whether it has a mandate for peace and security; without one it is context, not a partner.
    pub peace_mandate: bool,
    /// The organ that early warning goes to.
    #[serde(default)]
    pub organ: String,
    /// Public address of that organ (a web page; never a person).
    #[serde(default)]
    pub contact: String,
    /// Where this is known from.
    pub source: String,
}

/// How a country belongs to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Full member.
    Member,
    /// Member whose rights are suspended: the mandate over its people's security stays.
    Suspended,
    /// Associate, observer, partner: no mandate.
    Associate,
    /// Listed, not taking part: no mandate.
    NonParticipating,
    /// A person must verify: shown with that remark, mandate assumed.
    Check,
}

impl Standing {
    /// Whether a mandate over the country follows.
    pub fn has_mandate(self) -> bool {
        matches!(self, Self::Member | Self::Suspended | Self::Check)
    }
}

/// A country's membership of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Code of the organisation.
    pub organisation: String,
    /// The country.
    pub country: Country,
    /// How it belongs.
    pub standing: Standing,
    /// First day; none: before all dates of interest.
    pub from: Option<NaiveDate>,
    /// Last day; none: it goes on.
    pub to: Option<NaiveDate>,
    /// Remark for people.
    pub note: String,
    /// Where this is known from.
    pub source: String,
}

/// A civil-society network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The countries it works in.
    pub countries: Vec<Country>,
    /// The organisation that hosts its secretariat.
    #[serde(default)]
    pub secretariat: String,
    /// Public address (a web page; never a person).
    #[serde(default)]
    pub contact: String,
    /// First day; none: before all dates of interest.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day; none: it goes on.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Remark for people, for example what must be verified.
    #[serde(default)]
    pub note: String,
    /// Where this is known from.
    pub source: String,
}

/// A partner who can act on a flag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Code or identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Organ or secretariat, where known.
    pub organ: String,
    /// Public address, where known.
    pub contact: String,
    /// Remark: suspended, to be verified …
    pub note: String,
}

/// The whole table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mandates {
    /// Organisations.
    pub organisations: Vec<Organisation>,
    /// Memberships.
    pub memberships: Vec<Membership>,
    /// Networks.
    pub networks: Vec<Network>,
}

fn valid_on(day: NaiveDate, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

impl Mandates {
    /// The organisations with a peace mandate over a country on a day, primary first.
    pub fn rigos(&self, country: Country, day: NaiveDate) -> Vec<Partner> {
        let mut found: Vec<(&Organisation, &Membership)> = self
            .memberships
            .iter()
            .filter(|m| m.country == country && m.standing.has_mandate() && valid_on(day, m.from, m.to))
            .filter_map(|m| self.organisations.iter().find(|o| o.code == m.organisation).map(|o| (o, m)))
            .filter(|(organisation, _)| organisation.peace_mandate)
            .collect();
        found.sort_by(|(a, _), (b, _)| (a.order, &a.code).cmp(&(b.order, &b.code)));
        found.into_iter().map(|(organisation, membership)| organisation.partner(membership)).collect()
    }

    /// The civil-society networks that work in a country on a day.
    pub fn networks(&self, country: Country, day: NaiveDate) -> Vec<Partner> {
        self.networks
            .iter()
            .filter(|network| network.countries.contains(&country) && valid_on(day, network.from, network.to))
            .map(Network::partner)
            .collect()
    }
}

impl Organisation {
    fn partner(&self, membership: &Membership) -> Partner {
        let note = match membership.standing {
            Standing::Suspended => "membership suspended".to_owned(),
            Standing::Check => "membership to be verified".to_owned(),
            _ => String::new(),
        };
        Partner {
            id: self.code.clone(),
            name: self.name.clone(),
            organ: self.organ.clone(),
            contact: self.contact.clone(),
            note,
        }
    }
}

impl Network {
    fn partner(&self) -> Partner {
        Partner {
            id: self.id.clone(),
            name: self.name.clone(),
            organ: self.secretariat.clone(),
            contact: self.contact.clone(),
            note: self.note.clone(),
        }
    }
}
