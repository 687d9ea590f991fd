// A server of pages: Markdown that is posted is rendered by goldmark and kept in a goleveldb. A page
// is asked for by its name; it has to be what its source gives, as written out here.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/syndtr/goleveldb/leveldb"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"services/load"
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM))

type pages struct{ db *leveldb.DB }

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		page, err := p.db.Get([]byte(r.URL.Path), nil)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(page)
		return
	}
	source, err := io.ReadAll(r.Body)
	var page bytes.Buffer
	if err == nil {
		err = markdown.Convert(source, &page)
	}
	if err == nil {
		err = p.db.Put([]byte(r.URL.Path), page.Bytes(), nil)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// source is a page of about n paragraphs, and page what it is rendered to.
func source(id, i, n int) (source, page string) {
	var s, p strings.Builder
	fmt.Fprintf(&s, "# Page %d of %d\n\n| a | b |\n|---|---|\n| %d | *x* |\n\n", i, id, i)
	fmt.Fprintf(&p, "<h1>Page %d of %d</h1>\n<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n"+
		"</thead>\n<tbody>\n<tr>\n<td>%d</td>\n<td><em>x</em></td>\n</tr>\n</tbody>\n</table>\n",
		i, id, i)
	for k := 0; k < n; k++ {
		fmt.Fprintf(&s, "A **strong** word, `code %d` & a [link](/p/%d).\n\n- one\n- two\n\n", k, k)
		fmt.Fprintf(&p, "<p>A <strong>strong</strong> word, <code>code %d</code> &amp; a "+
			"<a href=\"/p/%d\">link</a>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n", k, k)
	}
	return s.String(), p.String()
}

func main() {
	dir, err := os.MkdirTemp("", "services-")
	load.Check(err)
	defer os.RemoveAll(dir)
	db, err := leveldb.OpenFile(dir, nil)
	load.Check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	load.Check(err)
	go http.Serve(listener, pages{db})
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = load.Clients
	base := "http://" + listener.Addr().String()

	load.Run(func(id int) (load.Client, error) {
		return func(i int) error {
			// A page is posted, and read three times, at once and later.
			number := i / 4
			if i%4 == 3 {
				number /= 2
			}
			text, page := source(id, number, 1+number%8)
			url := fmt.Sprintf("%s/pages/%d/%d", base, id, number)
			if i%4 == 0 {
				resp, err := http.Post(url, "text/markdown", strings.NewReader(text))
				if err == nil {
					resp.Body.Close()
					if resp.StatusCode != http.StatusOK {
						err = fmt.Errorf("%s: %s", url, resp.Status)
					}
				}
				return err
			}
			resp, err := http.Get(url)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			got, err := io.ReadAll(resp.Body)
			if err == nil && string(got) != page {
				err = fmt.Errorf("%s: got %q, not %q", url, got, page)
			}
			return err
		}, nil
	}, func(int) error { return db.Close() })
}
