/**
 * Proves what we write against the types of Grafana's own SDK, at the time of type checking only. Its enums stand for the texts and
 * numbers that they have in JSON.
 */
import type * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type * as gauge from '@grafana/grafana-foundation-sdk/gauge';
import type * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import type * as logs from '@grafana/grafana-foundation-sdk/logs';
import type * as piechart from '@grafana/grafana-foundation-sdk/piechart';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as text from '@grafana/grafana-foundation-sdk/text';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { expectTypeOf, test } from 'vitest';
import type * as json from './grafana-json.ts';
import type * as options from './panel-options.ts';

/** A type of the SDK as JSON has it: members of enums as their values, lists that may be read only. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends number
    ? `${T}` extends `${infer N extends number}`
      ? N
      : never
    : T extends boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Plain<Item>[]
        : T extends (...args: never[]) => unknown
          ? T
          : T extends object
            ? { readonly [Key in keyof T]: Plain<T[Key]> }
            : T;

type Written<Make extends (...args: never[]) => unknown> = ReturnType<Make>;

test('a dashboard is one of Grafana', () => {
  expectTypeOf<
    Omit<json.DashboardJson, 'panels' | 'templating' | 'annotations' | 'links'>
  >().toExtend<Plain<Omit<sdk.Dashboard, 'panels' | 'templating' | 'annotations' | 'links'>>>();
  expectTypeOf<json.DashboardLinkJson>().toExtend<Plain<sdk.DashboardLink>>();
  expectTypeOf<json.VariableJson>().toExtend<Plain<sdk.VariableModel>>();
  expectTypeOf<json.AnnotationJson>().toExtend<Plain<sdk.AnnotationQuery>>();
});

test('a panel is one of Grafana', () => {
  expectTypeOf<json.GridJson>().toExtend<Plain<sdk.GridPos>>();
  expectTypeOf<json.DataSourceJson>().toExtend<Plain<sdk.DataSourceRef>>();
  expectTypeOf<Omit<json.PanelJson, 'targets' | 'fieldConfig'>>().toExtend<
    Plain<Omit<sdk.Panel, 'targets' | 'fieldConfig' | 'links'>>
  >();
  expectTypeOf<Omit<json.RowJson, 'panels'>>().toExtend<Plain<Omit<sdk.RowPanel, 'panels'>>>();
  expectTypeOf<Omit<json.FieldJson, 'links'>>().toExtend<Plain<Omit<sdk.FieldConfig, 'links'>>>();
  expectTypeOf<json.OverrideJson>().toExtend<Plain<sdk.FieldConfigSource['overrides'][number]>>();
  expectTypeOf<json.DataLinkJson>().toExtend<
    Plain<Pick<sdk.DashboardLink, 'title' | 'targetBlank'>>
  >();
});

test('the options of every kind of panel are those of its plugin', () => {
  expectTypeOf<Written<typeof options.timeseriesOptions>>().toExtend<Plain<timeseries.Options>>();
  expectTypeOf<Written<typeof options.timeseriesCustom>>().toExtend<
    Plain<timeseries.FieldConfig>
  >();
  expectTypeOf<Written<typeof options.statOptions>>().toExtend<Plain<stat.Options>>();
  expectTypeOf<Written<typeof options.gaugeOptions>>().toExtend<Plain<gauge.Options>>();
  expectTypeOf<Written<typeof options.bargaugeOptions>>().toExtend<Plain<bargauge.Options>>();
  expectTypeOf<Written<typeof options.tableOptions>>().toExtend<Plain<table.Options>>();
  expectTypeOf<Written<typeof options.tableCustom>>().toExtend<Plain<table.FieldConfig>>();
  expectTypeOf<Written<typeof options.heatmapOptions>>().toExtend<Plain<heatmap.Options>>();
  expectTypeOf<Written<typeof options.stateTimelineOptions>>().toExtend<
    Plain<statetimeline.Options>
  >();
  expectTypeOf<Written<typeof options.stateTimelineCustom>>().toExtend<
    Plain<statetimeline.FieldConfig>
  >();
  expectTypeOf<Written<typeof options.piechartOptions>>().toExtend<Plain<piechart.Options>>();
  expectTypeOf<Written<typeof options.logsOptions>>().toExtend<Plain<logs.Options>>();
  expectTypeOf<Written<typeof options.textOptions>>().toExtend<Plain<text.Options>>();
});
