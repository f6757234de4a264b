import { express4Templates } from './express4-template.ts';
import { alternatives } from './join-templates.ts';
import { probeTemplate, type MountMatcher } from './probed-template.ts';
import type { LayerLike } from './router-internals.ts';

export interface LayerMatch {
  readonly template: string;
  /** The part of the path that the layer took. */
  readonly taken: string;
}

/** The paths of one layer of a router. */
export interface LayerPattern {
  /** The only template that the layer can have; undefined when it depends on the request. */
  readonly template: string | undefined;
  /** Matches the beginning of a path, the whole of it for routes. Undefined when it does not match. */
  match(path: string): LayerMatch | undefined;
}

const patterns = new WeakMap<LayerLike, LayerPattern>();

/** Reads a layer of Express 4, or of any `router` 2. Remembered per layer: a layer does not change. */
export function layerPattern(layer: LayerLike): LayerPattern {
  let pattern = patterns.get(layer);
  if (pattern === undefined) {
    pattern = readPattern(layer);
    patterns.set(layer, pattern);
  }
  return pattern;
}

const ROOT: LayerPattern = { template: '', match: () => ({ template: '', taken: '' }) };
const UNKNOWN: LayerPattern = { template: undefined, match: () => undefined };

function readPattern(layer: LayerLike): LayerPattern {
  if (layer.slash === true || layer.regexp?.fast_slash === true) return ROOT;
  const paths = layer.route ? layer.route.path : layer.rawPath;
  const templates = paths === undefined ? undefined : alternatives(paths);
  if (layer.matchers) {
    return templates ? declaredPattern(templates, layer.matchers) : probedPattern(layer.matchers);
  }
  if (layer.regexp) return express4Pattern(layer.regexp, layer, templates);
  return UNKNOWN;
}

function declaredPattern(
  templates: readonly string[],
  matchers: readonly MountMatcher[],
): LayerPattern {
  return {
    template: templates.length === 1 ? templates[0] : undefined,
    match(path) {
      for (const [position, matcher] of matchers.entries()) {
        const taken = matchedBy(matcher, path)?.path;
        const template = templates[position];
        if (taken !== undefined && template !== undefined) return { template, taken };
      }
      return undefined;
    },
  };
}

/** Templates remembered per mount of `router` 2.0 to 2.2: more than its paths and their optional parts can make. */
const MAX_PROBED = 64;

function probedPattern(matchers: readonly MountMatcher[]): LayerPattern {
  const probed = new Map<string, string | undefined>();
  return {
    template: undefined,
    match(path) {
      for (const [position, matcher] of matchers.entries()) {
        const match = matchedBy(matcher, path);
        if (!match) continue;
        const shape = `${position} ${match.path.split('/').length} ${Object.keys(match.params).join(' ')}`;
        if (!probed.has(shape)) {
          if (probed.size >= MAX_PROBED) return undefined;
          probed.set(shape, probeTemplate(matcher, match.path));
        }
        const template = probed.get(shape);
        return template === undefined ? undefined : { template, taken: match.path };
      }
      return undefined;
    },
  };
}

function express4Pattern(
  regexp: RegExp,
  layer: LayerLike,
  declared: readonly string[] | undefined,
): LayerPattern {
  const names = (layer.keys ?? []).map((key) => key.name);
  const reversed = express4Templates(regexp, names);
  const parts =
    declared?.length === reversed.length
      ? reversed.map((part, position) => ({ ...part, template: declared[position] as string }))
      : [{ template: declared ? declared.join('|') : (reversed[0]?.template ?? ''), regexp }];
  const alternativesOf = declared === undefined ? reversed : parts;
  return {
    template: alternativesOf.length === 1 ? alternativesOf[0]?.template : undefined,
    match(path) {
      for (const { template, regexp: part } of alternativesOf) {
        // A user's own expression may carry `g`, whose memory belongs to Express.
        const taken = path.match(stateless(part))?.[0];
        if (taken !== undefined) return { template, taken };
      }
      return undefined;
    },
  };
}

function stateless(regexp: RegExp): RegExp {
  return regexp.global || regexp.sticky
    ? new RegExp(regexp.source, regexp.flags.replaceAll(/[gy]/g, ''))
    : regexp;
}

function matchedBy(
  matcher: MountMatcher,
  path: string,
): Exclude<ReturnType<MountMatcher>, false> | undefined {
  try {
    return matcher(path) || undefined;
  } catch {
    // A malformed escape, which Express answers with 400.
    return undefined;
  }
}
