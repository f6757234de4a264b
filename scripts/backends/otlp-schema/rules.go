package main

import (
	"bytes"

	collogs "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	colmetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
)

// What the comments of the .proto files require beyond types. Items are counted on the way.
func (f *findings) rules(path string, message any) {
	switch m := message.(type) {
	case *coltrace.ExportTracePartialSuccess:
		f.accepted(path, m.RejectedSpans, m.ErrorMessage)
	case *colmetrics.ExportMetricsPartialSuccess:
		f.accepted(path, m.RejectedDataPoints, m.ErrorMessage)
	case *collogs.ExportLogsPartialSuccess:
		f.accepted(path, m.RejectedLogRecords, m.ErrorMessage)
	case *resource.Resource:
		f.attributes(path, m.Attributes)
	case *common.InstrumentationScope:
		f.attributes(path, m.Attributes)
	case *trace.Span:
		f.span(path, m)
	case *trace.Span_Event:
		f.attributes(path, m.Attributes)
		if m.Name == "" {
			f.say("%s: an event needs a name", path)
		}
	case *trace.Span_Link:
		f.attributes(path, m.Attributes)
		f.id(path+".trace_id", m.TraceId, 16, true)
		f.id(path+".span_id", m.SpanId, 8, true)
	case *logs.LogRecord:
		f.items["log_records"]++
		f.attributes(path, m.Attributes)
		f.id(path+".trace_id", m.TraceId, 16, false)
		f.id(path+".span_id", m.SpanId, 8, false)
		if m.ObservedTimeUnixNano == 0 {
			f.say("%s: observed_time_unix_nano is not set", path)
		}
	case *metrics.Metric:
		if m.Name == "" || m.Data == nil {
			f.say("%s: metric %q needs a name and data", path, m.Name)
		}
	case *metrics.Sum:
		f.temporality(path, m.AggregationTemporality)
	case *metrics.Histogram:
		f.temporality(path, m.AggregationTemporality)
	case *metrics.NumberDataPoint:
		f.point(path, m.Attributes, m.StartTimeUnixNano, m.TimeUnixNano)
		if m.Value == nil {
			f.say("%s: a number point needs a value", path)
		}
	case *metrics.HistogramDataPoint:
		f.point(path, m.Attributes, m.StartTimeUnixNano, m.TimeUnixNano)
		f.buckets(path, m)
	}
}

// A Collector answers a full success with an empty partial success, or with none.
func (f *findings) accepted(path string, rejected int64, message string) {
	if rejected != 0 || message != "" {
		f.say("%s: %d items rejected: %q", path, rejected, message)
	}
}

func (f *findings) span(path string, span *trace.Span) {
	f.items["spans"]++
	f.items["span_events"] += len(span.Events)
	f.items["span_links"] += len(span.Links)
	f.attributes(path, span.Attributes)
	f.id(path+".trace_id", span.TraceId, 16, true)
	f.id(path+".span_id", span.SpanId, 8, true)
	f.id(path+".parent_span_id", span.ParentSpanId, 8, false)
	if span.Name == "" {
		f.say("%s: a span needs a name", path)
	}
	if span.StartTimeUnixNano == 0 || span.EndTimeUnixNano < span.StartTimeUnixNano {
		f.say("%s: starts at %d and ends at %d", path, span.StartTimeUnixNano, span.EndTimeUnixNano)
	}
}

func (f *findings) point(path string, attributes []*common.KeyValue, start, end uint64) {
	f.items["metric_points"]++
	f.attributes(path, attributes)
	if end == 0 || end < start {
		f.say("%s: a point from %d to %d", path, start, end)
	}
}

func (f *findings) buckets(path string, point *metrics.HistogramDataPoint) {
	bounds, counts := len(point.ExplicitBounds), len(point.BucketCounts)
	if counts == 0 && bounds == 0 {
		return
	}
	if counts != bounds+1 {
		f.say("%s: %d buckets for %d bounds", path, counts, bounds)
	}
	var total uint64
	for _, count := range point.BucketCounts {
		total += count
	}
	if total != point.Count {
		f.say("%s: buckets hold %d, count is %d", path, total, point.Count)
	}
	for index := 1; index < bounds; index++ {
		if point.ExplicitBounds[index] <= point.ExplicitBounds[index-1] {
			f.say("%s: bounds do not increase at %d", path, index)
		}
	}
}

func (f *findings) temporality(path string, temporality metrics.AggregationTemporality) {
	if temporality == metrics.AggregationTemporality_AGGREGATION_TEMPORALITY_UNSPECIFIED {
		f.say("%s: aggregation_temporality is not set", path)
	}
}

func (f *findings) id(path string, id []byte, size int, required bool) {
	if len(id) == 0 && !required {
		return
	}
	if len(id) != size || bytes.Count(id, []byte{0}) == size {
		f.say("%s: %x is not an id of %d bytes, not all zero", path, id, size)
	}
}

func (f *findings) attributes(path string, attributes []*common.KeyValue) {
	seen := map[string]bool{}
	for _, attribute := range attributes {
		if attribute.Key == "" {
			f.say("%s: an attribute has no key", path)
		}
		if seen[attribute.Key] {
			f.say("%s: attribute %q stands twice", path, attribute.Key)
		}
		seen[attribute.Key] = true
	}
}
