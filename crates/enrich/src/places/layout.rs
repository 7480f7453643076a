//! The layout of `gazetteer.bin`, read without copying.
//!
//! `ALMGAZ03`, then five sections, each as a little-endian `u32` length and its bytes: countries (lines of text), units
//! (lines of text), records ([`RECORD_BYTES`] each), postings (`u32` words), names (an `fst` map from folded name to
//! [`Posting`] or to the place of a list of postings).

/// First bytes of the file; the number changes with the layout.
pub(super) const MAGIC: &[u8; 8] = b"ALMGAZ03";
/// Bytes of one record: id, latitude, longitude (3 bytes each), unit (2), country (1), level and size (1).
pub(super) const RECORD_BYTES: usize = 13;
/// Degrees are stored shifted by 180, in steps of 1/46,000 degree: under three metres.
pub(super) const DEGREE: f64 = 46_000.0;
/// Latitude of a record without coordinates.
pub(super) const NO_DEGREE: u32 = (1 << 24) - 1;
/// Unit or country of a record that has none.
pub(super) const NO_UNIT: u16 = u16::MAX;
/// As above.
pub(super) const NO_COUNTRY: u8 = u8::MAX;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A country.
    Country,
    /// A first-level unit.
    Admin1,
    /// A second-level unit.
    Admin2,
    /// A populated place.
    City,
    /// An area that is no unit: Sahel, Darfur.
    Area,
}

impl Level {
    /// From its number in the tables.
    pub fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Country,
            1 => Self::Admin1,
            2 => Self::Admin2,
            3 => Self::City,
            _ => Self::Area,
        }
    }
}

/// How a name refers to its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// The place's name.
    Name,
    /// Its people or things.
    Demonym,
    /// A postal abbreviation, which counts only after a comma.
    Abbreviation,
}

/// One meaning of a name, packed into 24 bits: record, kind, alternate, stem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Posting(pub u32);

impl Posting {
    const RECORD_BITS: u32 = 20;

    /// Packs a meaning; `None` when the record's number is too large.
    pub fn new(record: u32, kind: NameKind, alternate: bool, stem: bool) -> Option<Self> {
        (record < 1 << Self::RECORD_BITS).then(|| {
            Self(record | (kind as u32) << Self::RECORD_BITS | u32::from(alternate) << 22 | u32::from(stem) << 23)
        })
    }

    /// Number of the record.
    pub fn record(self) -> u32 {
        self.0 & ((1 << Self::RECORD_BITS) - 1)
    }

    /// How the name refers to it.
    pub fn kind(self) -> NameKind {
        match self.0 >> Self::RECORD_BITS & 3 {
            0 => NameKind::Name,
            1 => NameKind::Demonym,
            _ => NameKind::Abbreviation,
        }
    }

    /// Not the main name.
    pub fn alternate(self) -> bool {
        self.0 >> 22 & 1 == 1
    }

    /// The beginning of a word that may go on.
    pub fn stem(self) -> bool {
        self.0 >> 23 & 1 == 1
    }
}

/// What makes a name doubtful; bits of the word before a list of postings.
pub(super) mod doubt {
    /// Also a common word.
    pub const COMMON: u32 = 1;
    /// Also a first name.
    pub const GIVEN: u32 = 2;
    /// Also a family name.
    pub const SURNAME: u32 = 4;
    /// No place when it stands alone.
    pub const NEVER: u32 = 8;
    /// A place only beside a word for a unit: "North Region", "département du Sud".
    pub const DIRECTION: u32 = 16;
}
