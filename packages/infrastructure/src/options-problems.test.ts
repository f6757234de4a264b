import { describe, expect, it } from 'vitest';
import { infrastructureOptionProblems } from './options-problems.ts';

describe('infrastructureOptionProblems', () => {
  it('accepts every option in every form', () => {
    const all = {
      host: { cpu: true, perCpu: true, load: false, filesystem: { remote: true }, network: false },
      container: false,
      process: true,
      runtime: { eventLoopDelay: true, eventLoopDelayResolutionMs: 50, gc: false },
      providers: {},
      procPath: '/host/proc',
      sysPath: '/host/sys',
    };
    expect(infrastructureOptionProblems(all)).toEqual([]);
    expect(infrastructureOptionProblems({})).toEqual([]);
    expect(infrastructureOptionProblems({ host: true, runtime: false })).toEqual([]);
    expect(infrastructureOptionProblems({ host: undefined, runtime: { gc: undefined } })).toEqual(
      [],
    );
  });

  it('lists every problem with its path, its value and its mend', () => {
    expect(
      infrastructureOptionProblems({
        host: { perCPUs: true, filesystem: { remotes: true }, cpu: 'yes' },
        proccess: false,
        runtime: { eventLoopDelayResolutionMs: 0.5 },
        container: {},
        procPath: 'proc',
        providers: 'all',
      }),
    ).toEqual([
      'host.perCPUs is not an option. Did you mean "perCpu"?',
      'host.filesystem.remotes is not an option. Did you mean "remote"?',
      'host.cpu is "yes". Use true or false.',
      'proccess is not an option. Did you mean "process"?',
      'runtime.eventLoopDelayResolutionMs is 0.5. Use a whole number of milliseconds, 1 to 10000.',
      'container is an object. Use true or false.',
      'procPath is "proc". Use an absolute path, as in "/host/proc".',
      'providers is "all". Use an object of providers, or leave it out.',
    ]);
  });

  it('names what is known where nothing looks alike', () => {
    expect(infrastructureOptionProblems({ runtime: { libuv: true } })).toEqual([
      'runtime.libuv is not an option. Remove it; known are: eventLoopDelay, eventLoopDelayResolutionMs, gc, heap, activeResources.',
    ]);
  });

  it('puts the path of the options before each problem', () => {
    expect(infrastructureOptionProblems({ gpu: true }, 'infrastructure')[0]).toMatch(
      /^infrastructure\.gpu is not an option\. /,
    );
    expect(infrastructureOptionProblems(true, 'infrastructure')).toEqual([
      'infrastructure is true. Use an object of host, container, process, runtime, providers, procPath, sysPath, or leave it out.',
    ]);
  });

  it.each([null, 1, 'all', [], () => {}, 10n, Symbol('all')])('never throws: %s', (options) => {
    expect(infrastructureOptionProblems(options)).toHaveLength(1);
    expect(infrastructureOptionProblems({ host: options, procPath: options })).not.toEqual([]);
  });
});
