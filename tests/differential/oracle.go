// The libraries of node_exporter 1.5.0 as an oracle: reads cases from standard
// input and says what its textfile collector does with each.
//
// A case is a directory: the number of its files, then for each its path, its
// content and its modification time in seconds. Numbers have 8 bytes, little
// endian; strings have their length before them. For each case one answer: a
// string, "accept", "reject", "damage" or "crash", and a string, the exposition.
//
// The glue between the libraries is written after what the program was seen to
// do; exporter_test.py holds the real one against cases of the same kind.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

type file struct {
	path    string
	content []byte
	mtime   int64
}

// metrics hands out what was built before: building panics where node_exporter
// does, and that must not happen in a goroutine of the registry.
type metrics []prometheus.Metric

func (metrics) Describe(chan<- *prometheus.Desc) {}
func (m metrics) Collect(ch chan<- prometheus.Metric) {
	for _, metric := range m {
		ch <- metric
	}
}

func hasTimestamp(families map[string]*dto.MetricFamily) bool {
	for _, family := range families {
		for _, metric := range family.Metric {
			if metric.TimestampMs != nil {
				return true
			}
		}
	}
	return false
}

func build(family *dto.MetricFamily) metrics {
	all := map[string]bool{}
	for _, metric := range family.Metric {
		for _, label := range metric.Label {
			all[label.GetName()] = true
		}
	}
	var built metrics
	for _, metric := range family.Metric {
		var names, values []string
		has := map[string]bool{}
		for _, label := range metric.Label {
			names = append(names, label.GetName())
			values = append(values, label.GetValue())
			has[label.GetName()] = true
		}
		for name := range all {
			if !has[name] {
				names = append(names, name)
				values = append(values, "")
			}
		}
		desc := prometheus.NewDesc(family.GetName(), family.GetHelp(), names, nil)
		switch family.GetType() {
		case dto.MetricType_COUNTER:
			built = append(built, prometheus.MustNewConstMetric(desc, prometheus.CounterValue, metric.Counter.GetValue(), values...))
		case dto.MetricType_GAUGE:
			built = append(built, prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, metric.Gauge.GetValue(), values...))
		case dto.MetricType_UNTYPED:
			built = append(built, prometheus.MustNewConstMetric(desc, prometheus.UntypedValue, metric.Untyped.GetValue(), values...))
		case dto.MetricType_SUMMARY:
			quantiles := map[float64]float64{}
			for _, quantile := range metric.Summary.Quantile {
				quantiles[quantile.GetQuantile()] = quantile.GetValue()
			}
			built = append(built, prometheus.MustNewConstSummary(desc, metric.Summary.GetSampleCount(), metric.Summary.GetSampleSum(), quantiles, values...))
		case dto.MetricType_HISTOGRAM:
			buckets := map[float64]uint64{}
			for _, bucket := range metric.Histogram.Bucket {
				buckets[bucket.GetUpperBound()] = bucket.GetCumulativeCount()
			}
			built = append(built, prometheus.MustNewConstHistogram(desc, metric.Histogram.GetSampleCount(), metric.Histogram.GetSampleSum(), buckets, values...))
		default:
			panic("unknown metric type")
		}
	}
	return built
}

func scrape(files []file) (verdict string, exposition []byte) {
	defer func() {
		if recover() != nil {
			verdict, exposition = "crash", nil
		}
	}()
	verdict = "accept"
	var families []*dto.MetricFamily
	var accepted []file
	paths := map[string][]string{}
	for _, f := range files {
		var parser expfmt.TextParser
		parsed, err := parser.TextToMetricFamilies(bytes.NewReader(f.content))
		if err != nil || hasTimestamp(parsed) {
			verdict = "reject"
			continue
		}
		for _, family := range parsed {
			paths[family.GetName()] = append(paths[family.GetName()], f.path)
			families = append(families, family)
		}
		accepted = append(accepted, f)
	}
	var built metrics
	for _, family := range families {
		if family.Help == nil {
			help := "Metric read from " + strings.Join(paths[family.GetName()], ", ")
			family.Help = &help
		}
		built = append(built, build(family)...)
	}
	mtime := prometheus.NewDesc("node_textfile_mtime_seconds", "Unixtime mtime of textfiles successfully read.", []string{"file"}, nil)
	for _, f := range accepted {
		built = append(built, prometheus.MustNewConstMetric(mtime, prometheus.GaugeValue, float64(f.mtime), f.path))
	}
	failed := 0.0
	if verdict == "reject" {
		failed = 1
	}
	scrapeError := prometheus.NewDesc("node_textfile_scrape_error", "1 if there was an error opening or reading a file, 0 otherwise", nil, nil)
	built = append(built, prometheus.MustNewConstMetric(scrapeError, prometheus.GaugeValue, failed))

	registry := prometheus.NewRegistry()
	registry.MustRegister(built)
	gathered, err := prometheus.Gatherers{registry}.Gather()
	if err != nil {
		verdict = "damage"
	}
	var text bytes.Buffer
	for _, family := range gathered {
		if _, err := expfmt.MetricFamilyToText(&text, family); err != nil {
			panic(err)
		}
	}
	return verdict, text.Bytes()
}

func readNumber(in io.Reader) (int64, error) {
	var number int64
	err := binary.Read(in, binary.LittleEndian, &number)
	return number, err
}

func readString(in io.Reader) ([]byte, error) {
	size, err := readNumber(in)
	if err != nil {
		return nil, err
	}
	text := make([]byte, size)
	_, err = io.ReadFull(in, text)
	return text, err
}

func readCase(in io.Reader) ([]file, error) {
	count, err := readNumber(in)
	if err != nil {
		return nil, err
	}
	files := make([]file, count)
	for i := range files {
		path, err := readString(in)
		if err != nil {
			return nil, err
		}
		files[i].path = string(path)
		if files[i].content, err = readString(in); err != nil {
			return nil, err
		}
		if files[i].mtime, err = readNumber(in); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func writeString(out io.Writer, text []byte) {
	binary.Write(out, binary.LittleEndian, int64(len(text)))
	out.Write(text)
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		files, err := readCase(in)
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		verdict, exposition := scrape(files)
		writeString(out, []byte(verdict))
		writeString(out, exposition)
	}
	if out.Flush() != nil {
		os.Exit(1)
	}
}
