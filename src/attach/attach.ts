import type { Notices } from '@fluxora/telemetry-core';
import type { Settings } from '../options/settings.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { createAttachedPipeline } from './attached-pipeline.ts';
import { isHttpServerPatched } from './patched-http-server.ts';
import { describeRegistered, type RegisteredProviders } from './registered-sdk.ts';

/**
 * Uses the SDK that was there first, and says so. Where it measures HTTP servers already, ours stays off unless the option
 * `http` asks for it: each request would have two server spans, and be counted twice in `http.server.request.duration`.
 * The infrastructure is left to it likewise, unless the option `infrastructure` asks for it.
 *
 * @returns The settings that are in effect with it.
 */
export function attach(
  registered: RegisteredProviders,
  settings: Settings,
  notices: Notices,
): { pipeline: Pipeline; settings: Settings } {
  const isHttpTheirs = isHttpServerPatched();
  const leavesHttp = isHttpTheirs && settings.http === undefined;
  const pipeline = createAttachedPipeline(registered);
  notices.once(
    'attach',
    `telemetry/attach: another OpenTelemetry SDK is registered (${describeRegistered(registered)}). It is used, and our ` +
      'exporters, sampler and limits are not; what it does not take goes nowhere. Remove it, or call instrument() before it, ' +
      `to use ours. ${describeHttp(isHttpTheirs, settings.http)}`,
  );
  return {
    pipeline,
    settings: {
      ...settings,
      http: leavesHttp ? false : settings.http,
      infrastructure: settings.infrastructure ?? false,
    },
  };
}

function describeHttp(isTheirs: boolean, option: Settings['http']): string {
  const withoutTheirs = 'Switch theirs off (disableIncomingRequestInstrumentation: true)';
  if (isTheirs && option === undefined) {
    return (
      'HTTP servers are measured by its @opentelemetry/instrumentation-http, and not by us. ' +
      `${withoutTheirs} and pass { http: {} } to have ours instead.`
    );
  }
  if (option === false) return 'HTTP servers are not measured by us (http: false).';
  if (!isTheirs)
    return 'HTTP servers are measured by us; pass { http: false } if it does that, too.';
  return (
    'HTTP servers are measured by both, because the option http is given: each request has two server spans. ' +
    `${withoutTheirs}, or leave http out.`
  );
}
