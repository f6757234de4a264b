import type { Context } from '@opentelemetry/api';
import type { Notices } from '@fluxora/telemetry-core';
import type { Resource } from '@opentelemetry/resources';
import type { OutageReporter } from '../../export/outage-reporter.ts';
import type { Settings } from '../../options/settings.ts';

/** What the three signals of one pipeline share. */
export interface PipelineParts {
  readonly settings: Settings;
  readonly resource: Resource;
  /** Resolves when late resource attributes are there; undefined when there are none. */
  readonly ready: Promise<void> | undefined;
  readonly reporter: OutageReporter;
  readonly notices: Notices;
  readonly suppressTracing: (context: Context) => Context;
  /** Takes one line for the terminal, in console mode. */
  readonly print: (line: string) => void;
}
