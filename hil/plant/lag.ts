/** First-order lag that is exact for a constant input, whatever the step. */
export class Lag {
  /** Output now. */
  value = 0;
  /** Mean output over the last step. */
  mean = 0;
  private gain = 0;
  private meanGain = 0;

  /** `seconds` is the time constant, above 0. */
  constructor(private readonly seconds: number) {}

  /** Prepares for steps of `seconds`; call it when the step changes. */
  prepare(seconds: number): void {
    const decay = Math.exp(-seconds / this.seconds);
    this.gain = 1 - decay;
    this.meanGain = 1 - (this.seconds / seconds) * (1 - decay);
  }

  /** One step towards `input`. */
  advance(input: number): void {
    const gap = input - this.value;
    this.mean = this.value + gap * this.meanGain;
    this.value += gap * this.gain;
  }

  /** Stands at `value` at once. */
  settle(value: number): void {
    this.value = value;
    this.mean = value;
  }
}
