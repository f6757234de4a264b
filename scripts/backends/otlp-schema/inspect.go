package main

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

const maxProblems = 20

// Findings of one body: what breaks the schema or its documented rules, and how many items it carries.
type findings struct {
	problems []string
	items    map[string]int
}

func (f *findings) say(format string, args ...any) {
	if len(f.problems) < maxProblems {
		f.problems = append(f.problems, fmt.Sprintf(format, args...))
	}
}

func inspect(message proto.Message) *findings {
	found := &findings{problems: []string{}, items: map[string]int{}}
	found.message(string(message.ProtoReflect().Descriptor().Name()), message.ProtoReflect())
	return found
}

// The decoder keeps unknown fields and unknown enum values silently; here they are problems.
func (f *findings) message(path string, message protoreflect.Message) {
	for unknown := message.GetUnknown(); len(unknown) > 0; {
		number, _, length := protowire.ConsumeField(unknown)
		if length < 0 {
			f.say("%s: unreadable unknown bytes", path)
			break
		}
		f.say("%s: field number %d is not in the schema", path, number)
		unknown = unknown[length:]
	}
	f.rules(path, message.Interface())
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		here := path + "." + string(field.Name())
		if !field.IsList() {
			f.value(here, field, value)
			return true
		}
		for index := range value.List().Len() {
			f.value(fmt.Sprintf("%s[%d]", here, index), field, value.List().Get(index))
		}
		return true
	})
}

func (f *findings) value(path string, field protoreflect.FieldDescriptor, value protoreflect.Value) {
	switch field.Kind() {
	case protoreflect.MessageKind:
		f.message(path, value.Message())
	case protoreflect.EnumKind:
		if field.Enum().Values().ByNumber(value.Enum()) == nil {
			f.say("%s: %d is not a value of %s", path, value.Enum(), field.Enum().Name())
		}
	}
}
