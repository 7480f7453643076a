//! How well values rank cases: the measures, as the textbooks define them.

/// A case: the value that a method gives it, and whether it came true.
pub type Case = (f64, bool);

/// Area under the ROC curve, ties counting half; none unless there are cases of both kinds.
pub fn auc(cases: &[Case]) -> Option<f64> {
    let positive = cases.iter().filter(|(_, came)| *came).count();
    let negative = cases.len() - positive;
    if positive == 0 || negative == 0 {
        return None;
    }
    let (mut below, mut wins) = (0.0, 0.0);
    for tied in falling(cases).chunk_by(|a, b| a.0 == b.0).rev() {
        let came = tied.iter().filter(|(_, came)| *came).count() as f64;
        let not = tied.len() as f64 - came;
        wins += came * (below + not / 2.0);
        below += not;
    }
    Some(wins / (positive as f64 * negative as f64))
}

/// Average precision: precision at each distinct value, weighed by the recall it adds; none unless there are cases of both kinds.
pub fn average_precision(cases: &[Case]) -> Option<f64> {
    let positive = cases.iter().filter(|(_, came)| *came).count();
    if positive == 0 || positive == cases.len() {
        return None;
    }
    let (mut seen, mut hits, mut sum) = (0.0, 0.0, 0.0);
    for tied in falling(cases).chunk_by(|a, b| a.0 == b.0) {
        let came = tied.iter().filter(|(_, came)| *came).count() as f64;
        seen += tied.len() as f64;
        hits += came;
        sum += came * hits / seen;
    }
    Some(sum / positive as f64)
}

/// Precision and recall of the `k` highest cases; a group of ties on the border counts by its share.
pub fn at(cases: &[Case], k: usize) -> Option<(f64, f64)> {
    let positive = cases.iter().filter(|(_, came)| *came).count();
    if positive == 0 || k == 0 || k > cases.len() {
        return None;
    }
    let (mut left, mut hits) = (k as f64, 0.0);
    for tied in falling(cases).chunk_by(|a, b| a.0 == b.0) {
        let came = tied.iter().filter(|(_, came)| *came).count() as f64;
        let taken = left.min(tied.len() as f64);
        hits += came * taken / tied.len() as f64;
        left -= taken;
        if left <= 0.0 {
            break;
        }
    }
    Some((hits / k as f64, hits / positive as f64))
}

fn falling(cases: &[Case]) -> Vec<Case> {
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    sorted
}

/// The middle value; of an even number of values the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_all_that_counts_and_ties_count_half() {
        let perfect = [(3.0, true), (2.0, true), (1.0, false)];
        assert_eq!((auc(&perfect), average_precision(&perfect)), (Some(1.0), Some(1.0)));
        let tied = [(1.0, true), (1.0, false), (1.0, false), (1.0, true)];
        assert_eq!((auc(&tied), average_precision(&tied)), (Some(0.5), Some(0.5)));
        assert_eq!(auc(&[(0.1, true), (0.9, false)]), Some(0.0));
        assert_eq!(auc(&[(0.1, true)]), None);
    }

    #[test]
    fn precision_and_recall_at_k_share_ties() {
        let cases = [(3.0, true), (2.0, false), (2.0, true), (1.0, true)];
        assert_eq!(at(&cases, 1), Some((1.0, 1.0 / 3.0)));
        assert_eq!(at(&cases, 2), Some((0.75, 0.5)));
        assert_eq!((at(&cases, 5), at(&[], 1)), (None, None));
        assert_eq!((median(vec![4.0, 1.0, 2.0]), median(vec![1.0, 2.0]), median(vec![])), (Some(2.0), Some(1.5), None));
    }
}
