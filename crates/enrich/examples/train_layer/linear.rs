//! Linear models: log loss, AdaGrad (Duchi, Hazan and Singer 2011), a pull to 0; the same order of texts each time.

/// Times through the texts; step; first sum of squares; pull to 0.
const EPOCHS: usize = 5;
const STEP: f32 = 0.05;
const SQUARES_FIRST: f32 = 0.01;
const PULL: f32 = 0.001;

/// A text to learn from.
pub struct Row<'a> {
    pub features: &'a [(u32, f32)],
    /// Beside the weights that all corpora share each has its own, so that the shared ones hold what is common.
    pub corpus: Option<usize>,
    pub label: usize,
    pub weight: f32,
}

/// A linear model: one output is logistic, more are softmax.
pub struct Model {
    outputs: usize,
    pub weights: Vec<f32>,
    pub bias: Vec<f32>,
}

impl Model {
    pub fn sums(&self, features: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for &(at, value) in features {
            let row = &self.weights[at as usize * self.outputs..][..self.outputs];
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * value);
        }
        sums
    }
}

fn probabilities(sums: &[f32]) -> Vec<f32> {
    if let [sum] = sums {
        return vec![1.0 / (1.0 + (-sum).exp())];
    }
    let top = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = sums.iter().map(|sum| (sum - top).exp()).collect();
    let all: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / all).collect()
}

/// A number that depends on nothing but the one before (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Learns from the rows, whose features are numbered below `width`.
pub fn train(rows: &[Row], width: usize, corpora: usize, outputs: usize) -> Model {
    // Columns: shared features, then for each corpus its own features and bias.
    let own_width = width + 1;
    let columns = width + corpora * own_width;
    let mut model = Model { outputs, weights: vec![0.0; columns * outputs], bias: vec![0.0; outputs] };
    let mut squares = vec![SQUARES_FIRST; columns * outputs];
    let mut bias_squares = vec![SQUARES_FIRST; outputs];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut features = Vec::new();
    for _ in 0..EPOCHS {
        for last in (1..order.len()).rev() {
            order.swap(last, dice.below(last + 1));
        }
        for &number in &order {
            let row = &rows[number];
            features.clear();
            features.extend_from_slice(row.features);
            if let Some(corpus) = row.corpus {
                let from = (width + corpus * own_width) as u32;
                features.extend(row.features.iter().map(|&(at, value)| (from + at, value)));
                features.push((from + width as u32, 1.0));
            }
            let mut slopes = probabilities(&model.sums(&features));
            if outputs == 1 {
                slopes[0] -= row.label as f32;
            } else {
                slopes[row.label] -= 1.0;
            }
            for (output, slope) in slopes.iter_mut().enumerate() {
                *slope *= row.weight;
                bias_squares[output] += *slope * *slope;
                model.bias[output] -= STEP * *slope / bias_squares[output].sqrt();
            }
            for &(at, value) in &features {
                for (output, slope) in slopes.iter().enumerate() {
                    let at = at as usize * outputs + output;
                    let slope = slope * value + PULL * model.weights[at];
                    squares[at] += slope * slope;
                    model.weights[at] -= STEP * slope / squares[at].sqrt();
                }
            }
        }
    }
    model
}

/// Platt (1999): the line that turns sums of texts that were left out of training into log odds, by Newton's method. Points: sum, label, weight.
pub fn calibrate(points: &[(f32, bool, f32)]) -> (f32, f32) {
    let (mut slope, mut shift) = (1.0_f64, 0.0_f64);
    for _ in 0..50 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9);
        for &(sum, label, weight) in points {
            let (x, w) = (f64::from(sum), f64::from(weight));
            let p = 1.0 / (1.0 + (-(slope * x + shift)).exp());
            let error = w * (p - f64::from(u8::from(label)));
            let bend = w * p * (1.0 - p);
            g0 += error * x;
            g1 += error;
            h00 += bend * x * x;
            h01 += bend * x;
            h11 += bend;
        }
        let det = h00 * h11 - h01 * h01;
        slope -= (h11 * g0 - h01 * g1) / det;
        shift -= (h00 * g1 - h01 * g0) / det;
    }
    (slope as f32, shift as f32)
}
