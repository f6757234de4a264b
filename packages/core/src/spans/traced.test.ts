import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { transform } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TelemetryError } from '../telemetry-error.ts';
import { traced } from './traced.ts';

// The test runner does not lower decorators, so the classes are compiled here, once as each kind.
const FIXTURE = `
  class Model {
    factor = 2;
    @traced(options)
    predict(value: number): number { return value * this.factor; }
    @traced('model.load', options)
    async load(path: string): Promise<string> { return 'loaded ' + path; }
    @traced(options)
    fail(): never { throw new RangeError('no'); }
    @traced(options)
    static create(): Model { return new this(); }
    @traced(options)
    [Symbol.for('warm')](): boolean { return true; }
  }
  class SolarModel extends Model {
    factor = 3;
    @traced(options)
    predict(value: number): number { return super.predict(value) + 1; }
  }
  return { Model, SolarModel };
`;

interface Model {
  predict(value: number): number;
  load(path: string): Promise<string>;
  fail(): never;
}
interface Fixture {
  Model: { new (): Model; create(): Model };
  SolarModel: { new (): Model; create(): Model };
}

let t: TestTelemetry;
beforeEach(() => {
  t = createTestTelemetry();
});
afterEach(() => t.dispose());

async function compile<Result>(source: string, experimentalDecorators: boolean): Promise<Result> {
  const { code } = await transform(source, {
    loader: 'ts',
    format: 'cjs',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators } },
  });
  expect(code.includes('@traced'), 'the decorators are compiled').toBe(false);
  const options = { providers: t.providers };
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function('traced', 'options', code)(traced, options) as Result;
}

describe.each([
  ['a standard decorator', false],
  ['a legacy decorator', true],
])('@traced as %s', (_kind, isLegacy) => {
  it('puts each call into a span named after class and method', async () => {
    const { Model } = await compile<Fixture>(FIXTURE, isLegacy);
    expect(new Model().predict(21)).toBe(42);
    expect(t.spans()).toMatchObject([{ name: 'Model.predict', status: { code: 'unset' } }]);
  });

  it('takes a name, and waits for promises', async () => {
    const { Model } = await compile<Fixture>(FIXTURE, isLegacy);
    expect(await new Model().load('x')).toBe('loaded x');
    expect(t.spans().map((span) => span.name)).toEqual(['model.load']);
  });

  it('works on static methods, inherited ones too', async () => {
    const { Model, SolarModel } = await compile<Fixture>(FIXTURE, isLegacy);
    expect(SolarModel.create()).toBeInstanceOf(SolarModel);
    expect(Model.create()).toBeInstanceOf(Model);
    expect(t.spans().map((span) => span.name)).toEqual(['Model.create', 'Model.create']);
  });

  it('names the class that declares the method, not the one of the instance', async () => {
    const { SolarModel } = await compile<Fixture>(FIXTURE, isLegacy);
    expect(new SolarModel().predict(2)).toBe(7);
    await new SolarModel().load('x');
    expect(t.spans().map((span) => span.name)).toEqual([
      'Model.predict',
      'SolarModel.predict',
      'model.load',
    ]);
  });

  it('names a method whose key is a symbol', async () => {
    const { Model } = await compile<Fixture>(FIXTURE, isLegacy);
    const model = new Model() as unknown as Record<symbol, () => boolean>;
    expect(model[Symbol.for('warm')]?.()).toBe(true);
    expect(t.spans()[0]?.name).toBe('Model.[warm]');
  });

  it('records what a method throws', async () => {
    const { Model } = await compile<Fixture>(FIXTURE, isLegacy);
    expect(() => new Model().fail()).toThrow(RangeError);
    expect(t.spans()[0]?.attributes['error.type']).toBe('RangeError');
  });

  it('keeps name and length of the method', async () => {
    const { Model } = await compile<Fixture>(FIXTURE, isLegacy);
    const { name, length } = Model.prototype.predict;
    expect([name, length]).toEqual(['predict', 1]);
  });

  it('refuses everything but methods, and says what to do', async () => {
    const source = 'class Model { @traced() get factor() { return 2; } }';
    const error = await compile(source, isLegacy).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TelemetryError);
    expect(error).toMatchObject({
      code: 'decorator.invalid',
      message: expect.stringMatching(/"factor", which is not a method. Put it on a method/),
    });
  });
});

describe('@traced on private methods', () => {
  it('names class and method', async () => {
    const source = `
      class Model {
        @traced(options) #load() { return 1; }
        load() { return this.#load(); }
      }
      return new Model().load();`;
    expect(await compile(source, false)).toBe(1);
    expect(t.spans()[0]?.name).toBe('Model.#load');
  });
});

describe('@traced, its types', () => {
  const directory = () => mkdtemp(join(tmpdir(), 'traced-'));
  const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

  async function check(experimentalDecorators: boolean, code: string): Promise<string> {
    const folder = await directory();
    try {
      await writeFile(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          extends: source('../../../../tsconfig.json'),
          compilerOptions: {
            experimentalDecorators,
            typeRoots: [source('../../../../node_modules/@types')],
          },
          include: ['*.ts'],
        }),
      );
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');
      await writeFile(join(folder, 'fixture.ts'), code);
      const tsc = source('../../../../node_modules/.bin/tsc');
      const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
        (failure: { stdout: string }) => failure,
      );
      return stdout;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  const HEAD = `import { traced } from ${JSON.stringify(source('./traced.ts'))};\n`;
  it.each([
    ['standard', false],
    ['legacy', true],
  ])('accept methods of every shape as a %s decorator', async (_kind, isLegacy) => {
    const problems = await check(
      isLegacy,
      `${HEAD}
      export class Model<Row> {
        @traced() predict(value: number, horizon = 24): number { return value * horizon; }
        @traced('load') async load<Item extends Row>(items: readonly Item[]): Promise<Item[]> { return [...items]; }
        @traced('rows', { attributes: { a: 1 } }) async *rows(): AsyncGenerator<Row> {}
        @traced({ root: true }) static create(this: typeof Model): Model<string> { return new this<string>(); }
      }
      export const result: number = new Model<string>().predict(1);
      `,
    );
    expect(problems).toBe('');
  });
});
