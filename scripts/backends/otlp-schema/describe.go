package main

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

type schema struct {
	Module   string                      `json:"module"`
	Messages map[string][]field          `json:"messages"`
	Enums    map[string]map[string]int32 `json:"enums"`
}

type field struct {
	Name     string `json:"name"`
	JSONName string `json:"jsonName"`
	Number   int32  `json:"number"`
	Type     string `json:"type"`  // a scalar's name, or the full name of the message or enum
	Kind     string `json:"kind"`  // scalar, message, enum
	Label    string `json:"label"` // optional (proto3 presence), repeated, singular
	Oneof    string `json:"oneof,omitempty"`
}

// describe lists the messages and enums of every OTLP file that the three signals import.
func describe() schema {
	result := schema{
		Module:   "go.opentelemetry.io/proto/otlp",
		Messages: map[string][]field{},
		Enums:    map[string]map[string]int32{},
	}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if strings.HasPrefix(string(file.Package()), "opentelemetry.proto.") {
			result.add(file.Messages(), file.Enums())
		}
		return true
	})
	return result
}

func (s *schema) add(messages protoreflect.MessageDescriptors, enums protoreflect.EnumDescriptors) {
	for index := range enums.Len() {
		enum := enums.Get(index)
		values := map[string]int32{}
		for at := range enum.Values().Len() {
			value := enum.Values().Get(at)
			values[string(value.Name())] = int32(value.Number())
		}
		s.Enums[string(enum.FullName())] = values
	}
	for index := range messages.Len() {
		message := messages.Get(index)
		fields := []field{}
		for at := range message.Fields().Len() {
			fields = append(fields, toField(message.Fields().Get(at)))
		}
		s.Messages[string(message.FullName())] = fields
		s.add(message.Messages(), message.Enums())
	}
}

func toField(descriptor protoreflect.FieldDescriptor) field {
	result := field{
		Name:     string(descriptor.Name()),
		JSONName: descriptor.JSONName(),
		Number:   int32(descriptor.Number()),
		Type:     descriptor.Kind().String(),
		Kind:     "scalar",
		Label:    "singular",
	}
	switch descriptor.Kind() {
	case protoreflect.MessageKind:
		result.Kind, result.Type = "message", string(descriptor.Message().FullName())
	case protoreflect.EnumKind:
		result.Kind, result.Type = "enum", string(descriptor.Enum().FullName())
	}
	if descriptor.IsList() {
		result.Label = "repeated"
	} else if descriptor.HasOptionalKeyword() {
		result.Label = "optional"
	}
	if oneof := descriptor.ContainingOneof(); oneof != nil && !oneof.IsSynthetic() {
		result.Oneof = string(oneof.Name())
	}
	return result
}
