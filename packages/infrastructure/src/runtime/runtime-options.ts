/** Which of the runtime's metrics to measure. `nodejs.eventloop.{time,utilization}` and its counters cost nothing and are always there. */
export interface RuntimeOptions {
  /** `nodejs.eventloop.delay.*`, sampled by a timer between collections. @defaultValue true */
  readonly eventLoopDelay?: boolean;
  /**
   * Time between two samples of the event-loop delay. Milliseconds, 1 to 10 000. Delays below it may go unseen; each sample of
   * an idle process costs what waking it up costs. @defaultValue 20
   */
  readonly eventLoopDelayResolutionMs?: number;
  /** `v8js.gc.duration`, measured at each garbage collection. @defaultValue true */
  readonly gc?: boolean;
  /** `v8js.memory.*` and `fluxora.v8js.memory.*`. @defaultValue true */
  readonly heap?: boolean;
  /** `v8js.resource.active`. @defaultValue true */
  readonly activeResources?: boolean;
}
