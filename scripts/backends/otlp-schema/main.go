// Command otlp-schema holds the official OTLP protobuf schema (go.opentelemetry.io/proto/otlp) against what we send.
//
//	otlp-schema descriptors          prints every message, field and enum of the schema as JSON
//	otlp-schema check                reads captured bodies, one JSON object a line, and prints one verdict a line
//
// It is stricter than a Collector, which ignores unknown fields and takes what it can.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "otlp-schema:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	encoder := json.NewEncoder(out)
	switch {
	case len(args) == 1 && args[0] == "descriptors":
		return encoder.Encode(describe())
	case len(args) == 1 && args[0] == "check":
		return checkLines(in, encoder)
	default:
		return fmt.Errorf("got arguments %q. Use one of: descriptors, check", args)
	}
}

func checkLines(in io.Reader, encoder *json.Encoder) error {
	reader := bufio.NewReader(in)
	for {
		line, err := reader.ReadBytes('\n')
		if len(line) > 1 {
			var body capture
			if err := json.Unmarshal(line, &body); err != nil {
				return fmt.Errorf("a line of the input is not a capture: %w", err)
			}
			if err := encoder.Encode(check(body)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
