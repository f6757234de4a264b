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
  /**
   * Between two samples, and between two evaluations of the rules. A long one keeps a test over weeks fast; it has to be at most
   * 5 minutes where an expression looks at single samples, and those of series as old as that. @defaultValue `1m`
   */
  readonly interval?: string;
  /**
   * Recording groups that are evaluated, too, by the names of their sources, in this order and before: for alerts on recorded
   * series. Without them, recorded series may be given as input. @defaultValue none
   */
  readonly groups?: readonly string[];
  readonly input: readonly InputSeries[];
  /** What this alert, as sent to the first tier, does. Its escalations are left aside. */
  readonly alerts?: readonly {
    readonly at: string;
    /**
     * All labels of each alert, without `alertname`, `severity`, `team` and `area`, which are added. Empty: none fires. A label with
     * an empty value is the same as none.
     */
    readonly firing: readonly Readonly<Record<string, string>>[];
  }[];
  /** Values of expressions; rounded to 1e-6 by the generated query, since promtool compares floats exactly. */
  readonly values?: readonly {
    readonly at: string;
    readonly expr: string;
    readonly expected: readonly ExpectedSample[];
  }[];
}

/** A test, and the rule that it is about. */
export interface PlannedTest extends RuleTest {
  /** For tests of alerts: which, and whose. */
  readonly alert?: {
    readonly name: string;
    readonly team: string;
    /** Labels that the rule adds. */
    readonly labels: Readonly<Record<string, string>>;
  };
}
