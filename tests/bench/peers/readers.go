// The Go libraries of others, timed on one file in process: readers MODE FILE SECONDS
//
//	gather     expfmt.TextParser and Gather: what node_exporter does with a file
//	unmarshal  VictoriaMetrics' Rows.Unmarshal, which checks almost nothing
//	serialize  expfmt.MetricFamilyToText of the file's families
//
// It prints one JSON line, as tests/bench/measure.h has it.
package main

import (
	"bytes"
	"fmt"
	"os"
	"sort"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/prometheus"
	client "github.com/prometheus/client_golang/prometheus"
	model "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "readers:", err)
		os.Exit(1)
	}
}

func parse(text []byte) []*model.MetricFamily {
	var parser expfmt.TextParser
	byName, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	must(err)
	families := make([]*model.MetricFamily, 0, len(byName))
	for _, family := range byName {
		families = append(families, family)
	}
	return families
}

// The lines of the text that are samples.
func samples(families []*model.MetricFamily) (count int) {
	for _, family := range families {
		for _, metric := range family.Metric {
			switch {
			case metric.Histogram != nil:
				count += len(metric.Histogram.Bucket) + 2
			case metric.Summary != nil:
				count += len(metric.Summary.Quantile) + 2
			default:
				count++
			}
		}
	}
	return count
}

func gather(text []byte) int {
	gatherers := client.Gatherers{client.GathererFunc(func() ([]*model.MetricFamily, error) {
		return parse(text), nil
	})}
	families, err := gatherers.Gather()
	must(err)
	return samples(families)
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: readers gather|unmarshal|serialize FILE SECONDS")
		os.Exit(64)
	}
	seconds, err := strconv.ParseFloat(os.Args[3], 64)
	must(err)
	text, err := os.ReadFile(os.Args[2])
	must(err)
	size := len(text)
	var run func() int
	switch os.Args[1] {
	case "gather":
		run = func() int { return gather(text) }
	case "unmarshal":
		var rows prometheus.Rows
		whole := string(text)
		run = func() int {
			rows.Unmarshal(whole)
			return len(rows.Rows)
		}
	case "serialize":
		families := parse(text)
		count := samples(families)
		var out bytes.Buffer
		run = func() int {
			out.Reset()
			for _, family := range families {
				_, err := expfmt.MetricFamilyToText(&out, family)
				must(err)
			}
			size = out.Len()
			return count
		}
	default:
		must(fmt.Errorf("no mode '%s'", os.Args[1]))
	}
	// Until the heap has its size, everything takes up to three times as long.
	warming := time.Now()
	series := run()
	for time.Since(warming).Seconds() < 2*seconds {
		run()
	}
	var times []float64
	for begin := time.Now(); len(times) < 2 || time.Since(begin).Seconds() < seconds; {
		before := time.Now()
		if run() != series {
			must(fmt.Errorf("another answer than before"))
		}
		times = append(times, time.Since(before).Seconds())
	}
	sort.Float64s(times)
	fmt.Printf("{\"name\": \"%s\", \"bytes\": %d, \"series\": %d, \"min_s\": %.9f, \"med_s\": %.9f}\n",
		os.Args[1], size, series, times[0], times[len(times)/2])
}
