import { context } from '@opentelemetry/api';
import { Notices } from '@fluxora/telemetry-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Environment } from '../options/environment.ts';
import type { InstrumentOptions } from '../options/instrument-options.ts';
import { resolveSettings } from '../options/resolve-settings.ts';
import { sdk } from '../sdk/load-sdk.ts';
import { startResource } from './create-resource.ts';
import { chooseDetectors } from './detectors.ts';

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
  context.disable();
});

async function attributesOf(options: InstrumentOptions = {}, env: Record<string, string> = {}) {
  const settings = resolveSettings(options, new Environment(env), {});
  const { resource, ready } = startResource(settings, new Notices((line) => lines.push(line)));
  await ready;
  return resource.attributes;
}

describe('the resource', () => {
  it('tells service, instance, distribution, SDK, host, os and process', async () => {
    const attributes = await attributesOf({
      service: 'forecast-api',
      version: '1.4.0',
      namespace: 'fluxora',
      environment: 'production',
    });

    expect(attributes).toMatchObject({
      'service.name': 'forecast-api',
      'service.version': '1.4.0',
      'service.namespace': 'fluxora',
      'deployment.environment.name': 'production',
      'telemetry.distro.name': '@fluxora/telemetry',
      'telemetry.sdk.name': 'opentelemetry',
      'process.pid': process.pid,
      'process.runtime.version': process.versions.node,
      'host.name': expect.any(String),
      'os.type': expect.any(String),
    });
  });

  it('never tells command, arguments or user', async () => {
    const keys = Object.keys(await attributesOf());

    expect(keys.filter((key) => /command|owner|executable\.path|args/.test(key))).toEqual([]);
  });

  it('has another instance id each time, unless one is given', async () => {
    const [first, second] = [await attributesOf(), await attributesOf()];
    const given = await attributesOf({ resourceAttributes: { 'service.instance.id': 'pod-7' } });

    expect(first['service.instance.id']).not.toBe(second['service.instance.id']);
    expect(given['service.instance.id']).toBe('pod-7');
  });

  it('asks only the detectors that OTEL_NODE_RESOURCE_DETECTORS names, and knows their names', async () => {
    const attributes = await attributesOf({}, { OTEL_NODE_RESOURCE_DETECTORS: 'host,env,hots' });

    expect(attributes['host.name']).toBeDefined();
    expect(attributes['process.pid']).toBeUndefined();
    expect(lines).toEqual([
      'telemetry/environment: OTEL_NODE_RESOURCE_DETECTORS names "hots", which is not known. ' +
        'Use host, os, process, container, aws, gcp, azure, all or none.',
    ]);
  });

  it('asks none with "none"', async () => {
    const attributes = await attributesOf({}, { OTEL_NODE_RESOURCE_DETECTORS: 'none' });

    expect(attributes['host.name']).toBeUndefined();
    expect(attributes['service.name']).toBe('unknown_service:node');
  });

  it('asks the clouds only on request', () => {
    const notices = new Notices((line) => lines.push(line));
    const local = chooseDetectors({ detectors: ['all'], cloud: [] }, notices);
    const withClouds = chooseDetectors({ detectors: ['all'], cloud: ['aws', 'azure'] }, notices);

    expect(local).toHaveLength(4);
    expect(withClouds.length).toBeGreaterThan(6);
    expect(lines).toEqual([]);
  });

  it('takes what the downward API tells about a pod', async () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.0.0.1');
    vi.stubEnv('POD_NAME', 'forecast-api-7f9c');
    vi.stubEnv('POD_NAMESPACE', 'energy');

    expect(await attributesOf()).toMatchObject({
      'k8s.pod.name': 'forecast-api-7f9c',
      'k8s.namespace.name': 'energy',
    });
  });
});

describe('a cloud whose metadata service takes its time', () => {
  function startWith(detect: () => { attributes: Record<string, Promise<string>> }) {
    vi.spyOn(sdk, 'optional').mockReturnValue({ gcpDetector: { detect } });
    const settings = resolveSettings({ cloud: ['gcp'] }, new Environment({}), {});
    const { resource, ready, hurry } = startResource(settings, new Notices(() => undefined));
    const state = { isReady: false };
    const watch = async () => {
      await ready;
      state.isReady = true;
    };
    void watch();
    return { resource, ready, hurry, state };
  }

  const never = () => ({ attributes: { 'cloud.provider': new Promise<string>(() => undefined) } });

  it('is waited for: its attributes are there before the first export', async () => {
    const { resource, ready } = startWith(() => ({
      attributes: { 'cloud.provider': new Promise((resolve) => setImmediate(resolve, 'gcp')) },
    }));
    await ready;

    expect(resource.attributes['cloud.provider']).toBe('gcp');
  });

  it('is waited for two seconds at most, and only for its own attributes', async () => {
    vi.useFakeTimers();
    const { resource, state } = startWith(never);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(state.isReady).toBe(false);
    await vi.advanceTimersByTimeAsync(100);

    expect(state.isReady).toBe(true);
    expect(resource.attributes).toMatchObject({ 'process.pid': process.pid });
    expect(resource.attributes['cloud.provider']).toBeUndefined();
  });

  it('is waited for a moment only when something is to be sent now', async () => {
    vi.useFakeTimers();
    const { hurry, state } = startWith(never);
    hurry();
    await vi.advanceTimersByTimeAsync(200);

    expect(state.isReady).toBe(true);
  });

  it('is asked untraced', async () => {
    const { isTracingSuppressed } = sdk.core();
    const { AsyncLocalStorageContextManager } = sdk.context();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const seen: boolean[] = [];
    const look = async () => {
      seen.push(isTracingSuppressed(context.active()));
      await Promise.resolve();
      seen.push(isTracingSuppressed(context.active()));
      return 'gcp';
    };
    await startWith(() => ({ attributes: { 'cloud.provider': look() } })).ready;

    expect(seen).toEqual([true, true]);
    expect(isTracingSuppressed(context.active())).toBe(false);
  });
});
