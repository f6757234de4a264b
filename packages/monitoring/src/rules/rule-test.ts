/** A series of samples, as promtool writes it: `values: '0+10x30'`, one per `interval`. */
export interface InputSeries {
  /** Name and labels, as stored: `` `${q.metric('x')}{service_name="api"}` ``. */
  readonly series: string;
  readonly values: string;
}

export interface ExpectedSample {
  /** Labels without the name, as stored. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a rule shall do with given series. Becomes a `promtool test rules` file that passes on Prometheus 2 and 3. */
export interface RuleTest {
  /** A sentence: "fires when a tenth of the jobs fail". */
  readonly name: string;
  /** Between two samples. @defaultValue `1m` */
  readonly interval?: string;
  readonly input: readonly InputSeries[];
  readonly alerts?: readonly {
    readonly at: string;
    /** Labels that tell the alerts apart, without `alertname`, `severity`, `team`, which are added. Empty: none fires. */
    readonly firing: readonly Readonly<Record<string, string>>[];
  }[];
  /** Values of expressions; rounded to 1e-6 by the generated query, since promtool compares floats exactly. */
  readonly values?: readonly {
    readonly at: string;
    readonly expr: string;
    readonly expected: readonly ExpectedSample[];
  }[];
}
