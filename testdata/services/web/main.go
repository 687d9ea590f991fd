// A web server with gorilla/mux and gorilla/websocket: JSON by routes with variables, and a web
// socket that answers each message. Every second client uses the socket.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gorilla/mux"
	"github.com/gorilla/websocket"
	"services/load"
)

type item struct {
	ID    int      `json:"id"`
	Owner string   `json:"owner"`
	Tags  []string `json:"tags,omitempty"`
}

type store struct {
	sync.RWMutex
	items map[string]map[int]item
}

func (s *store) put(w http.ResponseWriter, r *http.Request) {
	v := mux.Vars(r)
	id, _ := strconv.Atoi(v["id"])
	var it item
	if err := json.NewDecoder(r.Body).Decode(&it); err != nil || it.ID != id {
		http.Error(w, "bad item", http.StatusBadRequest)
		return
	}
	it.Owner = v["owner"]
	s.Lock()
	defer s.Unlock()
	if s.items[it.Owner] == nil {
		s.items[it.Owner] = map[int]item{}
	}
	s.items[it.Owner][id] = it
	w.WriteHeader(http.StatusCreated)
}

func (s *store) get(w http.ResponseWriter, r *http.Request) {
	v := mux.Vars(r)
	id, _ := strconv.Atoi(v["id"])
	s.RLock()
	it, ok := s.items[v["owner"]][id]
	s.RUnlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(it)
}

var upgrader = websocket.Upgrader{}

func socket(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if conn.WriteMessage(kind, bytes.ToUpper(message)) != nil {
			return
		}
	}
}

func request(method, url string, body interface{}) (int, []byte, error) {
	var data bytes.Buffer
	if body != nil {
		json.NewEncoder(&data).Encode(body)
	}
	req, err := http.NewRequest(method, url, &data)
	if err != nil {
		return 0, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	var reply bytes.Buffer
	_, err = reply.ReadFrom(resp.Body)
	return resp.StatusCode, reply.Bytes(), err
}

func main() {
	s := &store{items: map[string]map[int]item{}}
	router := mux.NewRouter()
	router.HandleFunc("/items/{owner:[a-z0-9]+}/{id:[0-9]+}", s.get).Methods("GET")
	router.HandleFunc("/items/{owner:[a-z0-9]+}/{id:[0-9]+}", s.put).Methods("PUT")
	router.HandleFunc("/socket", socket)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	load.Check(err)
	go http.Serve(listener, router)
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = load.Clients
	base := listener.Addr().String()

	load.Run(func(id int) (load.Client, error) {
		if id%2 == 1 {
			conn, _, err := websocket.DefaultDialer.Dial("ws://"+base+"/socket", nil)
			return func(i int) error {
				text := strings.Repeat(fmt.Sprintf("message %d of %d; ", i, id), 1+i%50)
				if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
					return err
				}
				kind, reply, err := conn.ReadMessage()
				if err == nil && (kind != websocket.TextMessage || string(reply) != strings.ToUpper(text)) {
					err = fmt.Errorf("got %d %q for %q", kind, reply, text)
				}
				return err
			}, err
		}
		return func(i int) error {
			number := i / 3
			url := fmt.Sprintf("http://%s/items/owner%d/%d", base, id, number)
			want := item{number, fmt.Sprintf("owner%d", id), []string{"a", fmt.Sprint(number)}}
			switch i % 3 {
			case 0:
				status, _, err := request("GET", url, nil)
				if err == nil && status != http.StatusNotFound {
					err = fmt.Errorf("%s: status %d before it is there", url, status)
				}
				return err
			case 1:
				status, _, err := request("PUT", url, want)
				if err == nil && status != http.StatusCreated {
					err = fmt.Errorf("PUT %s: status %d", url, status)
				}
				return err
			}
			status, body, err := request("GET", url, nil)
			var got item
			if err == nil && status == http.StatusOK {
				err = json.Unmarshal(body, &got)
			}
			if err == nil && fmt.Sprint(got) != fmt.Sprint(want) {
				err = fmt.Errorf("%s: status %d, got %v", url, status, got)
			}
			return err
		}, nil
	}, func(int) error { return listener.Close() })
}
