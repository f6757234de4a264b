package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// OTLP/JSON differs from protobuf's own JSON in one place: these ids are hexadecimal, not base64.
var hexIDs = map[string]bool{"traceId": true, "spanId": true, "parentSpanId": true}

// idsToBase64 rewrites the ids so that the official protobuf JSON decoder, which is strict, can read the rest.
func idsToBase64(body []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	if err := rewriteIDs(document); err != nil {
		return nil, err
	}
	return json.Marshal(document)
}

func rewriteIDs(node any) error {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			if err := rewriteIDs(item); err != nil {
				return err
			}
		}
	case map[string]any:
		for key, value := range node {
			if value == nil {
				return fmt.Errorf("%s is null, for which a Collector refuses the whole body", key)
			}
			text, isText := value.(string)
			if !hexIDs[key] || !isText {
				if err := rewriteIDs(value); err != nil {
					return err
				}
				continue
			}
			id, err := hex.DecodeString(text)
			if err != nil {
				return fmt.Errorf("%s %q is not hexadecimal", key, text)
			}
			node[key] = base64.StdEncoding.EncodeToString(id)
		}
	}
	return nil
}
