// A server with a Prometheus endpoint: each request is counted, and its size goes into a histogram.
// The clients read the endpoint now and then, where no count may go down; in the end all counts are
// what the clients did.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/common/expfmt"
	"services/load"
)

var (
	requests = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "requests_total", Help: "Requests by client."}, []string{"client"})
	sizes = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "request_bytes", Help: "Sizes.", Buckets: prometheus.ExponentialBuckets(1, 4, 6)})
	inFlight = prometheus.NewGauge(prometheus.GaugeOpts{Name: "in_flight", Help: "Requests now."})
)

func count(w http.ResponseWriter, r *http.Request) {
	inFlight.Inc()
	defer inFlight.Dec()
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	requests.WithLabelValues(r.URL.Query().Get("client")).Inc()
	sizes.Observe(float64(n))
	fmt.Fprint(w, n)
}

// scrape reads the endpoint: the count of each client, and that of the histogram.
func scrape(url string) (map[string]float64, uint64, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	families, err := new(expfmt.TextParser).TextToMetricFamilies(resp.Body)
	if err != nil {
		return nil, 0, err
	}
	counts := map[string]float64{}
	for _, m := range families["requests_total"].GetMetric() {
		counts[m.Label[0].GetValue()] = m.Counter.GetValue()
	}
	var observed uint64
	for _, m := range families["request_bytes"].GetMetric() {
		observed = m.Histogram.GetSampleCount()
		last := uint64(0)
		for _, b := range m.Histogram.Bucket {
			if b.GetCumulativeCount() < last {
				return nil, 0, fmt.Errorf("a bucket has less than the one before it")
			}
			last = b.GetCumulativeCount()
		}
	}
	return counts, observed, nil
}

func main() {
	prometheus.MustRegister(requests, sizes, inFlight)
	serve := http.NewServeMux()
	serve.HandleFunc("/count", count)
	serve.Handle("/metrics", promhttp.Handler())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	load.Check(err)
	go http.Serve(listener, serve)
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = load.Clients
	base := "http://" + listener.Addr().String()

	scrapes := make([]int, load.Clients)
	load.Run(func(id int) (load.Client, error) {
		name := fmt.Sprint("client", id)
		done := 0
		return func(i int) error {
			if i%100 == 99 {
				scrapes[id]++
				counts, _, err := scrape(base + "/metrics")
				if err == nil && counts[name] != float64(done) {
					err = fmt.Errorf("the endpoint says %v, not %d", counts[name], done)
				}
				return err
			}
			size := i * 7 % 1000
			resp, err := http.Post(base+"/count?client="+name, "text/plain",
				strings.NewReader(strings.Repeat("m", size)))
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			reply, err := io.ReadAll(resp.Body)
			if err == nil && string(reply) != fmt.Sprint(size) {
				err = fmt.Errorf("%s: %q", resp.Status, reply)
			}
			done++
			return err
		}, nil
	}, func(total int) error {
		for _, n := range scrapes {
			total -= n
		}
		counts, observed, err := scrape(base + "/metrics")
		sum := 0.0
		for _, n := range counts {
			sum += n
		}
		if err == nil && (sum != float64(total) || observed != uint64(total)) {
			err = fmt.Errorf("%v requests and %d sizes, not %d", sum, observed, total)
		}
		return err
	})
}
