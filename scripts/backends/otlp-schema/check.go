package main

import (
	"fmt"

	collogs "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	colmetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// A capture is one body as it went over the wire, already decompressed.
type capture struct {
	Signal    string `json:"signal"`    // traces, metrics, logs
	Direction string `json:"direction"` // request, response
	Format    string `json:"format"`    // protobuf, json
	Body      []byte `json:"body"`      // base64 in JSON
}

// A verdict says what is wrong with a body and what is in it.
type verdict struct {
	Problems []string       `json:"problems"`
	Items    map[string]int `json:"items"`
}

func check(body capture) verdict {
	message, err := messageFor(body.Signal, body.Direction)
	if err == nil {
		err = decode(body, message)
	}
	if err != nil {
		return verdict{Problems: []string{err.Error()}, Items: map[string]int{}}
	}
	found := inspect(message)
	return verdict{Problems: found.problems, Items: found.items}
}

func messageFor(signal, direction string) (proto.Message, error) {
	messages := map[string]proto.Message{
		"traces request":   &coltrace.ExportTraceServiceRequest{},
		"traces response":  &coltrace.ExportTraceServiceResponse{},
		"metrics request":  &colmetrics.ExportMetricsServiceRequest{},
		"metrics response": &colmetrics.ExportMetricsServiceResponse{},
		"logs request":     &collogs.ExportLogsServiceRequest{},
		"logs response":    &collogs.ExportLogsServiceResponse{},
	}
	message, known := messages[signal+" "+direction]
	if !known {
		return nil, fmt.Errorf("no message for signal %q, direction %q", signal, direction)
	}
	return message, nil
}

func decode(body capture, message proto.Message) error {
	switch body.Format {
	case "protobuf":
		return proto.Unmarshal(body.Body, message)
	case "json":
		converted, err := idsToBase64(body.Body)
		if err != nil {
			return err
		}
		return protojson.Unmarshal(converted, message)
	default:
		return fmt.Errorf("format %q is neither protobuf nor json", body.Format)
	}
}
