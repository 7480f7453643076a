//! Known names in six languages, against the gazetteer that the program carries.

use super::{Gazetteer, LocateInput, Located};
use domain::{PlaceKind, RegionId};
use std::sync::LazyLock;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let bytes: &'static [u8] = include_bytes!("../../data/gazetteer.bin");
    Gazetteer::load(bytes).expect("the gazetteer that is committed can be read")
});

fn locate(lang: &str, text: &str) -> Located {
    GAZETTEER.locate(&LocateInput { text, lang, ..LocateInput::default() })
}

/// The text must name a place in this region, and have it as its focus.
#[track_caller]
fn check(lang: &str, text: &str, region: &str) {
    let located = locate(lang, text);
    let region: RegionId = region.parse().expect("a region");
    let focus = located.focus.as_ref().map(domain::place::Focus::region);
    assert_eq!(focus, Some(region), "{text}\n{:#?}", located.places);
    let chars: Vec<char> = text.chars().collect();
    for place in &located.places {
        assert_eq!(chars[place.start..place.end].iter().collect::<String>(), place.name);
    }
}

#[test]
fn a_village_that_is_not_listed_lies_in_the_unit_behind_it() {
    let located = locate("eng", "Nine soldiers were killed near Banki, Borno State, Nigeria.");
    let village = located.places.iter().find(|place| place.name == "Banki").expect("the village");
    assert_eq!((village.admin1.as_deref(), village.lat), (Some("Borno State"), None));
    let seat = locate("eng", "The White House said that talks would resume.");
    assert_eq!(seat.countries.first().map(|country| country.iso3.to_string()).as_deref(), Some("USA"));
}

#[test]
fn english_reports_are_filed_under_their_unit() {
    check("eng", "Gunmen attacked two villages near Maiduguri in Borno State on Monday.", "NGA/Borno State");
    check("eng", "Herders and farmers clashed in Adamawa, Nigeria.", "NGA/Adamawa");
    check("eng", "Cattle raiders from West Pokot crossed into Turkana, elders in Lodwar said.", "KEN/Turkana County");
    check("eng", "Raids go on in Karamoja, Uganda, a peace committee in Moroto reports.", "UGA/Northern Region");
    check("eng", "Fighting displaced thousands in North Darfur, around El Fasher.", "SDN/Northern Darfur");
    check("eng", "Farmers in Gedaref state fear attacks.", "SDN/Al Qaḑārif");
    check("eng", "Market burnt in Kassala, Sudan.", "SDN/Kassala");
    check("eng", "Armed men killed civilians in Ituri province, Democratic Republic of the Congo.", "COD/Ituri");
    check("eng", "Villages were burnt in Cabo Delgado, Mozambique.", "MOZ/Cabo Delgado Province");
    check(
        "eng",
        "A clan feud displaced families in Cotabato, Mindanao, in the Philippines.",
        "PHL/Autonomous Region in Muslim Mindanao",
    );
    check("eng", "Protesters gathered in Suva, the capital of Fiji.", "FJI/Central");
    check("eng", "Tensions rose in Malaita, Solomon Islands.", "SLB/Malaita Province");
    check("eng", "A land dispute in Osh, Kyrgyzstan, was settled by elders.", "KGZ/Osh Region");
    check("eng", "Shots were fired across the border in Batken, Kyrgyzstan.", "KGZ/Batken");
    check("eng", "Clashes broke out in Tripoli, Lebanon.", "LBN/North Lebanon");
    check("eng", "Fuel smugglers fought the army in Akkar, Lebanon.", "LBN/Akkar");
    check("eng", "Demonstrators blocked the road to Basra, Iraq.", "IRQ/Basra");
    check("eng", "Displacement goes on in the Far North region of Cameroon.", "CMR/Far North");
}

#[test]
fn spanish_reports_are_filed_under_their_unit() {
    check("spa", "Enfrentamientos en Apartadó, Antioquia, dejaron tres heridos.", "COL/Antioquia");
    check("spa", "Comunidades del Chocó denuncian confinamiento en Quibdó.", "COL/Chocó");
    check("spa", "Desplazamiento masivo en Tumaco, Nariño.", "COL/Nariño");
    check("spa", "Motín en una cárcel de Guayaquil, provincia del Guayas, Ecuador.", "ECU/Guayas");
    check("spa", "Bloqueos en Huehuetenango, Guatemala.", "GTM/Huehuetenango");
    check("spa", "Protestas en Quetzaltenango por el precio del agua.", "GTM/Quetzaltenango");
}

#[test]
fn french_and_portuguese_reports_are_filed_under_their_unit() {
    check("fra", "Des gangs ont attaqué des habitants dans l'Artibonite, en Haïti.", "HTI/Artibonite");
    check("fra", "Barricades dans le département de l'Ouest, à Port-au-Prince, en Haïti.", "HTI/Ouest");
    check("fra", "Attaque à Mora, dans la région de l'Extrême-Nord du Cameroun.", "CMR/Far North");
    check("fra", "Combats près de Goma, au Nord-Kivu.", "COD/North Kivu");
    check("por", "Ataques em Cabo Delgado deixam deslocados em Pemba, Moçambique.", "MOZ/Cabo Delgado Province");
    check("por", "Garimpeiros atacam aldeia em Roraima, no Brasil.", "BRA/Roraima");
    check("por", "Conflito de terras no Pará, perto de Marabá.", "BRA/Pará");
    check("por", "Manifestação em Bissau, capital da Guiné-Bissau.", "GNB/Bissau");
}

#[test]
fn arabic_and_russian_reports_are_filed_under_their_unit() {
    check("ara", "اشتباكات في ولاية شمال دارفور قرب الفاشر", "SDN/Northern Darfur");
    check("ara", "احتجاجات بالقضارف في السودان", "SDN/Al Qaḑārif");
    check("ara", "توتر في كسلا شرق السودان", "SDN/Kassala");
    check("rus", "Перестрелка на границе в Баткенской области Кыргызстана.", "KGZ/Batken");
    check("rus", "В городе Ош прошёл митинг.", "KGZ/Osh Region");
}

#[test]
fn people_and_organisations_are_no_places() {
    for text in [
        "Mr. Jackson and Mary Lincoln met the press.",
        "He studied at the University of Oxford.",
        "Many people may march in May.",
    ] {
        let named: Vec<_> = locate("eng", text).places.into_iter().map(|place| place.name).collect();
        assert!(named.iter().all(|name| name == "Oxford"), "{text}: {named:?}");
    }
}

#[test]
fn kinds_are_told_apart() {
    let located = locate("eng", "Colombian troops left. Bogota said talks would go on in Cali.");
    let kinds: Vec<_> = located.places.iter().map(|place| (place.name.as_str(), place.kind)).collect();
    assert_eq!(kinds, [("Colombian", PlaceKind::Demonym), ("Bogota", PlaceKind::Metonym), ("Cali", PlaceKind::Place)]);
}

#[test]
fn a_text_of_capitals_is_read_too() {
    check(
        "eng",
        "GUERRILLAS ATTACKED A CONVOY NEAR APARTADO IN ANTIOQUIA DEPARTMENT, COLOMBIA, ON TUESDAY.",
        "COL/Antioquia",
    );
}

#[test]
fn containment_decides_between_places_of_one_name() {
    let located = locate("eng", "A store in Paris, Texas, was robbed.");
    assert_eq!(located.places.first().and_then(|place| place.admin1.as_deref()), Some("Texas"));
}

#[test]
fn coordinates_and_stated_regions_decide_the_focus() {
    let point = Some((5.69, -76.66));
    let located =
        GAZETTEER.locate(&LocateInput { text: "Combates en la zona.", lang: "spa", point, ..LocateInput::default() });
    assert_eq!(located.focus.map(|focus| focus.region().to_string()), Some("COL/Chocó".to_owned()));
    let region: RegionId = "SDN/Kassala".parse().expect("a region");
    let located = GAZETTEER.locate(&LocateInput {
        text: "Talks in Geneva.",
        stated_region: Some(&region),
        ..LocateInput::default()
    });
    assert_eq!(located.focus.map(|focus| focus.region()), Some(region));
}

#[test]
fn weights_of_countries_sum_to_one() {
    let located = locate("eng", "Kenya and Uganda agreed; Kenya will host talks on South Sudan.");
    let sum: f32 = located.countries.iter().map(|country| country.weight).sum();
    assert!((sum - 1.0).abs() < 1e-4 && located.countries.len() == 3, "{:?}", located.countries);
    assert_eq!(located.countries[0].iso3.as_str(), "KEN");
}

#[test]
fn regions_are_found_as_people_write_them() {
    for (text, region) in [
        ("choco", "COL/Chocó"),
        ("COL", "COL"),
        ("COL/choco", "COL/Chocó"),
        ("Chocó, Colombia", "COL/Chocó"),
        ("colombia", "COL"),
        ("Turkana", "KEN/Turkana County"),
        ("شمال دارفور", "SDN/Northern Darfur"),
        ("Extrême-Nord", "CMR/Far North"),
        ("Ош", "KGZ/Osh Region"),
        ("Karamoja", "UGA/Northern Region"),
        ("Nord-Kivu", "COD/North Kivu"),
        ("Гедареф", "SDN/Al Qaḑārif"),
    ] {
        assert_eq!(GAZETTEER.find_region(text).map(|found| found.to_string()).as_deref(), Some(region), "{text}");
    }
    assert_eq!(GAZETTEER.find_region("no such place at all"), None);
    assert_eq!(GAZETTEER.region_name(&"COL/Chocó".parse().expect("a region")), "Chocó, Colombia");
}

#[test]
fn neighbours_are_known_both_ways() {
    let neighbours = GAZETTEER.neighbours();
    let (kenya, uganda) = ("KEN".parse().expect("a code"), "UGA".parse().expect("a code"));
    assert!(neighbours.of(kenya).contains(&uganda) && neighbours.of(uganda).contains(&kenya));
}

#[test]
fn damaged_bytes_are_an_error_not_a_panic() {
    for bytes in [&b""[..], b"ALMGAZ03", b"ALMGAZ03\xff\xff\xff\xff", b"something else"] {
        assert!(Gazetteer::load(bytes).is_err());
    }
}

#[test]
fn any_text_is_read_without_a_panic() {
    for text in [
        "",
        " ",
        "'",
        "’s",
        "....",
        "\u{640}\u{64b}",
        "ال",
        "وال",
        "北京",
        "N'",
        "A.B.C.D",
        "\u{301}a\u{301}",
        "İstanbul ß ŉ",
        "الـــسودان",
    ] {
        let located = GAZETTEER.locate(&LocateInput { title: text, text, ..LocateInput::default() });
        assert!(located.places.len() < 3);
    }
}
