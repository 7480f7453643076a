//! What every index must do. One function a rule; `conformance!` makes a test of each for one implementation.

use crate::sample::{document, labelled, located, published, signalling};
use domain::index::SearchIndex;
use domain::query::{Answer, Expr, Query, Sort};
use domain::{EnrichedDocument, Label, SourceClass, SourceId, Status};

/// Makes a test of every rule for the index that `$make` makes: a pair of a value that lives as long as the index (its
/// directory) and the index.
macro_rules! conformance {
    ($make:expr) => {
        crate::conformance::conformance!(
            $make,
            an_empty_index_answers_with_nothing,
            a_document_is_found_by_its_words_without_accents_and_case,
            a_word_finds_its_inflections_in_every_language,
            a_stem_is_found_in_its_own_language_only,
            scripts_without_spaces_are_searched,
            fields_phrases_and_beginnings_are_told_apart,
            conditions_join_and_deny,
            signs_alone_are_no_condition,
            regions_hold_what_lies_in_them,
            sources_classes_languages_and_categories_are_conditions,
            days_of_publication_are_inclusive,
            the_clearance_hides_hits_totals_and_snippets,
            a_document_put_again_replaces_itself,
            the_watermark_goes_with_the_documents,
            a_cleared_index_is_empty,
            answers_come_page_by_page_in_a_stable_order,
            a_match_in_the_title_comes_first,
            a_hit_carries_what_a_reader_needs
        );
    };
    ($make:expr, $($rule:ident),+) => {
        $(#[test]
        fn $rule() {
            let (_alive, index) = $make;
            crate::conformance::$rule(&index);
        })+
    };
}
pub(crate) use conformance;

fn put(index: &impl SearchIndex, documents: &[EnrichedDocument]) {
    index.put(documents, 1).expect("indexed");
}

fn ask(index: &impl SearchIndex, text: &str) -> Answer {
    index.search(&Query::parse(text).expect("a query")).expect("an answer")
}

/// The identifiers found, in the order of the alphabet.
fn ids(answer: &Answer) -> String {
    let mut ids: Vec<&str> = answer.hits.iter().map(|hit| hit.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids.len(), answer.total, "one page holds all: {answer:?}");
    ids.join(" ")
}

fn check(index: &impl SearchIndex, cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        assert_eq!(ids(&ask(index, query)), *expected, "{query}");
    }
}

pub(crate) fn an_empty_index_answers_with_nothing(index: &impl SearchIndex) {
    check(index, &[("", ""), ("tierra", ""), ("-tierra", ""), ("tier*", "")]);
    assert_eq!((index.count().expect("a count"), index.watermark().expect("a watermark")), (0, 0));
}

pub(crate) fn a_document_is_found_by_its_words_without_accents_and_case(index: &impl SearchIndex) {
    put(
        index,
        &[
            document("a", "spa", "Alerta en el CHOCÓ", "El río Atrato"),
            document("b", "ara", "", "الأُمَّة في مدينة"),
            document("c", "und", "", "Łódź, Ｗide"),
        ],
    );
    check(
        index,
        &[("choco", "a"), ("RIO", "a"), ("Cho\u{301}co\u{301}", "a"), ("الامه", "b"), ("lodz", "c"), ("wide", "c")],
    );
}

pub(crate) fn a_word_finds_its_inflections_in_every_language(index: &impl SearchIndex) {
    put(
        index,
        &[
            document("ara", "ara", "", "وصل النازحون إلى المدينة بعد الهجوم"),
            document("eng", "eng", "", "Armed men clashed and families were displaced"),
            document("fra", "fra", "", "Des familles déplacées fuient l'armée"),
            document("hin", "hin", "", "हत्याओं के बाद तनाव"),
            document("rus", "rus", "", "Столкновения продолжались"),
            document("spa", "spa", "", "Las familias desplazadas por los ataques"),
        ],
    );
    check(
        index,
        &[
            ("نازحين", "ara"),
            ("هجوم", "ara"),
            ("clashes", "eng"),
            ("deplace", "fra"),
            ("armées", "fra"),
            ("हत्या", "hin"),
            ("столкновение", "rus"),
            ("desplazado", "spa"),
            ("ataque", "spa"),
            ("\"ataque\"", ""),
            ("displacing -families", ""),
        ],
    );
}

pub(crate) fn a_stem_is_found_in_its_own_language_only(index: &impl SearchIndex) {
    put(
        index,
        &[
            document("a", "eng", "", "The clash"),
            document("b", "eng", "Clashes", ""),
            document("c", "fra", "", "Le clash"),
            document("d", "und", "", "clash clashes"),
            document("e", "spa", "", "publicó"),
            document("f", "spa", "", "publico"),
        ],
    );
    check(
        index,
        &[
            ("clash", "a b c d"),
            ("clashing", "a b"),
            ("title:clashing", "b"),
            ("text:clashing", "a"),
            ("clashing -lang:eng", ""),
            ("\"clash\"", "a c d"),
            ("público", "e f"),
            ("publicos", "e f"),
        ],
    );
}

pub(crate) fn scripts_without_spaces_are_searched(index: &impl SearchIndex) {
    put(
        index,
        &[
            document("mya", "mya", "", "ဒုက္ခသည်များ ထွက်ပြေးကြသည်"),
            document("tha", "tha", "", "ผู้ลี้ภัยหนีความรุนแรงที่ชายแดน"),
            document("zho", "zho", "", "冲突造成数千人流离失所。"),
        ],
    );
    check(
        index,
        &[
            ("流离失所", "zho"),
            ("冲突 人", "zho"),
            ("失流", ""),
            ("ชายแดน", "tha"),
            ("ทะเล", ""),
            ("ဒုက္ခသည်", "mya"),
            ("ထွက်ပြေး", "mya"),
            ("ยแดน", ""),
        ],
    );
}

pub(crate) fn fields_phrases_and_beginnings_are_told_apart(index: &impl SearchIndex) {
    put(
        index,
        &[
            document("a", "spa", "Líder social", "Nada de tierras, dice el cese-al-fuego"),
            document("b", "spa", "Tierras", "El social líder y la líder de social cese al"),
        ],
    );
    check(
        index,
        &[
            ("title:tierra", "b"),
            ("text:tierra", "a"),
            ("tierra", "a b"),
            ("\"lider social\"", "a"),
            ("\"lider social nada\"", ""),
            ("lider social", "a b"),
            ("cese-al-fuego", "a"),
            ("\"cese al fuego\"", "a"),
            ("tier*", "a b"),
            ("title:tier*", "b"),
            ("ierr*", ""),
            ("cese-al-fue*", "a"),
            ("cese-al*", "a b"),
        ],
    );
}

pub(crate) fn conditions_join_and_deny(index: &impl SearchIndex) {
    put(
        index,
        &[
            document("a", "eng", "", "red green"),
            document("b", "eng", "", "green blue"),
            document("c", "eng", "", "blue"),
        ],
    );
    check(
        index,
        &[
            ("", "a b c"),
            ("green blue", "b"),
            ("red OR blue", "a b c"),
            ("-green", "c"),
            ("NOT (red OR blue)", ""),
            ("blue -green", "c"),
            ("-(-green)", "a b"),
            ("red OR -blue", "a"),
            ("(red OR blue) (green OR nothing)", "a b"),
        ],
    );
    let nothing = Query { expr: Expr::Or(Vec::new()), ..Query::parse("").expect("a query") };
    assert_eq!(index.search(&nothing).expect("an answer"), Answer::default());
}

pub(crate) fn signs_alone_are_no_condition(index: &impl SearchIndex) {
    put(index, &[document("a", "eng", "", "red — green"), document("b", "eng", "", "blue")]);
    check(index, &[("…", "a b"), ("red & green", "a"), ("\"red, green!\"", "a"), ("\"\"", "a b")]);
}

pub(crate) fn regions_hold_what_lies_in_them(index: &impl SearchIndex) {
    let text = |id| document(id, "spa", "", "texto");
    put(
        index,
        &[
            located(text("a"), "COL/Chocó", "PAN"),
            located(text("b"), "COL", "COL"),
            located(text("c"), "VEN/Zulia", "COL"),
        ],
    );
    check(
        index,
        &[
            ("country:col", "a b c"),
            ("region:COL/Chocó", "a"),
            ("region:col/CHOCO", "a"),
            ("region:COL/Zulia", ""),
            ("country:PAN", "a"),
            ("country:VEN -country:COL", ""),
            ("region:VEN/zulia", "c"),
        ],
    );
}

pub(crate) fn sources_classes_languages_and_categories_are_conditions(index: &impl SearchIndex) {
    let mut field = document("a", "arb", "", "texto");
    field.document.class = SourceClass::Field;
    field.document.source = SourceId::new("radio-atrato");
    let field = signalling(signalling(field, "displacement", Status::Asserted), "unrest", Status::Negated);
    put(index, &[field, document("b", "spa", "", "texto")]);
    check(
        index,
        &[
            ("class:field", "a"),
            ("class:news", "b"),
            ("source:radio-atrato", "a"),
            ("source:radio", ""),
            ("lang:ara", "a"),
            ("lang:arb", "a"),
            ("lang:es", "b"),
            ("category:displacement", "a"),
            ("category:unrest", ""),
            ("-category:displacement", "b"),
        ],
    );
}

pub(crate) fn days_of_publication_are_inclusive(index: &impl SearchIndex) {
    let day = |id, instant| published(document(id, "eng", "", "text"), instant);
    put(
        index,
        &[
            day("a", "2026-03-01T23:59:59.999999Z"),
            day("b", "2026-03-02T00:00:00Z"),
            day("c", "2026-03-03T23:59:59Z"),
            day("d", "1969-07-20T20:17:00Z"),
        ],
    );
    check(
        index,
        &[
            ("since:2026-03-02", "b c"),
            ("until:2026-03-02", "a b d"),
            ("since:2026-03-02 until:2026-03-02", "b"),
            ("since:2026-03-04", ""),
            ("until:1969-07-20", "d"),
        ],
    );
}

pub(crate) fn the_clearance_hides_hits_totals_and_snippets(index: &impl SearchIndex) {
    let all = Label::ALL.map(|label| labelled(document(label.as_str(), "eng", "", "secret words"), label));
    put(index, &all);
    for (position, clearance) in Label::ALL.into_iter().enumerate() {
        for text in ["secret", "", "-other", "\"secret words\"", "sec*"] {
            let query = Query { clearance, ..Query::parse(text).expect("a query") };
            let answer = index.search(&query).expect("an answer");
            assert_eq!((answer.total, answer.hits.len()), (position + 1, position + 1), "{clearance} {text}");
            assert!(answer.hits.iter().all(|hit| hit.label <= clearance));
        }
    }
}

pub(crate) fn a_document_put_again_replaces_itself(index: &impl SearchIndex) {
    put(index, &[document("a", "eng", "", "first"), document("b", "eng", "", "first")]);
    put(index, &[document("a", "eng", "", "between"), document("a", "eng", "", "second")]);
    check(index, &[("first", "b"), ("between", ""), ("second", "a"), ("", "a b")]);
    assert_eq!(index.count().expect("a count"), 2);
}

pub(crate) fn the_watermark_goes_with_the_documents(index: &impl SearchIndex) {
    index.put(&[document("a", "eng", "", "text")], 7).expect("indexed");
    assert_eq!(index.watermark().expect("a watermark"), 7);
    index.put(&[], u64::MAX).expect("indexed");
    assert_eq!((index.watermark().expect("a watermark"), index.count().expect("a count")), (u64::MAX, 1));
}

pub(crate) fn a_cleared_index_is_empty(index: &impl SearchIndex) {
    index.put(&[document("a", "eng", "", "text")], 7).expect("indexed");
    index.clear().expect("cleared");
    assert_eq!((index.watermark().expect("a watermark"), index.count().expect("a count")), (0, 0));
    check(index, &[("", "")]);
    put(index, &[document("a", "eng", "", "text")]);
    check(index, &[("", "a")]);
}

pub(crate) fn answers_come_page_by_page_in_a_stable_order(index: &impl SearchIndex) {
    let all: Vec<_> = (0..20)
        .map(|n| published(document(&format!("d{n}"), "eng", "", "text"), &format!("2026-03-0{}T00:00:00Z", n / 4 + 1)))
        .collect();
    // One by one: segments, where an engine has them, must not show.
    all.iter().for_each(|each| put(index, std::slice::from_ref(each)));
    for sort in [Sort::Relevance, Sort::Date] {
        let page = |offset, limit| {
            let query = Query { sort, offset, limit, ..Query::parse("text").expect("a query") };
            let answer = index.search(&query).expect("an answer");
            assert_eq!(answer.total, 20);
            answer.hits
        };
        let whole = page(0, 100);
        assert!(whole.is_sorted_by(|a, b| a.published >= b.published), "newest first");
        let pieces: Vec<_> = (0..7).flat_map(|n| page(n * 3, 3)).map(|hit| hit.id).collect();
        assert_eq!(pieces, whole.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>());
        assert!(page(20, 3).is_empty() && page(usize::MAX, 3).is_empty() && page(0, 0).is_empty());
        // The same documents in another order, and once more.
        put(index, &all.iter().rev().cloned().collect::<Vec<_>>());
        assert_eq!(page(0, 100).iter().map(|hit| hit.id.clone()).collect::<Vec<_>>(), pieces);
    }
}

pub(crate) fn a_match_in_the_title_comes_first(index: &impl SearchIndex) {
    let text = "one two three four five six seven eight nine ten clash twelve";
    put(
        index,
        &[published(document("a", "eng", "News", text), "2026-03-01T00:00:00Z"), document("b", "eng", "Clash", text)],
    );
    let first = ask(index, "clash").hits.remove(0);
    assert_eq!(first.id.as_str(), "b");
    let by_date = Query { sort: Sort::Date, ..Query::parse("clash").expect("a query") };
    assert_eq!(index.search(&by_date).expect("an answer").hits[0].id.as_str(), "a");
}

pub(crate) fn a_hit_carries_what_a_reader_needs(index: &impl SearchIndex) {
    let sample = document("a", "spa", "Alerta en el Chocó", "Hubo líderes sociales\namenazados.");
    let sample = labelled(located(published(sample, "2026-03-02T10:00:00Z"), "COL/Chocó", "PAN"), Label::Green);
    put(index, &[signalling(sample.clone(), "displacement", Status::Asserted)]);
    let hit = ask(index, "lider amenazado").hits.remove(0);
    assert_eq!((hit.source.as_str(), hit.class, hit.lang.as_str()), ("el-diario", SourceClass::News, "spa"));
    assert_eq!(
        (hit.title, hit.url, hit.published),
        (sample.document.title, sample.document.url, sample.document.published)
    );
    assert_eq!((hit.regions, hit.label), (sample.annotation.regions(), Label::Green));
    assert_eq!(hit.categories, ["displacement".into()]);
    assert_eq!(hit.snippet.text, "Hubo líderes sociales amenazados.");
    let marked: Vec<_> = hit.snippet.marks.iter().map(|(first, last)| &hit.snippet.text[*first..*last]).collect();
    assert_eq!(marked, ["líderes", "amenazados"]);
    assert!(hit.score > 0.0);
}
