//! Titles: plain, and without the name of the site.

use crate::text::{from_fragment, is_noise, without_site};

/// A title in plain text, without the site's name at its end or beginning.
pub(super) fn clean(title: &str, site_name: &str, link: Option<&str>) -> String {
    let plain = if title.contains(['&', '<']) { from_fragment(title) } else { title.to_owned() };
    let plain: String =
        plain.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_noise(*c)).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    without_site(&plain, &[site_name], link).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_goes_and_the_rest_stays() {
        let link = Some("https://www.river-radio.example/a");
        for (title, cleaned) in [
            ("Elders meet - River Radio", "Elders meet"),
            ("River Radio | Elders meet", "Elders meet"),
            ("Elders meet – river-radio.example", "Elders meet"),
            ("Elders meet - Reuters", "Elders meet"),
            ("Ceasefire signed - UN", "Ceasefire signed - UN"),
            ("  Elders &lt;b&gt;meet&lt;/b&gt;\n <i>again</i> ", "Elders meet again"),
            ("2 < 3 and AT&T", "2 < 3 and AT&T"),
            ("River Radio", "River Radio"),
        ] {
            assert_eq!(clean(title, "River Radio", link), cleaned, "{title}");
        }
    }
}
