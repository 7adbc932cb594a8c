package dev.ornstein.tensor.kernel;

/**
 * The constants of one Adam or AdamW step, with bias corrections already applied, and of the
 * average that follows the weights.
 *
 * <pre>
 * g ← factor·g                   (gradient clipping)
 * w ← w·(1 − lr·decay)           (AdamW's decoupled decay)
 * m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²
 * w ← w − (lr/(1−β₁ᵗ)) · m / (√(v/(1−β₂ᵗ)) + ε)
 * average ← averageDecay·average + (1−averageDecay)·w
 * </pre>
 *
 * @param lr learning rate
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added outside the square root
 * @param decay decoupled weight decay, 0 for Adam
 * @param correction1 1 − β₁ᵗ
 * @param correction2 1 − β₂ᵗ
 * @param averageDecay matters to a step with an average only
 */
public record AdamStep(
    float lr,
    float beta1,
    float beta2,
    float epsilon,
    float decay,
    float correction1,
    float correction2,
    float averageDecay) {}
